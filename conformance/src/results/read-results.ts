import { readFile } from "node:fs/promises";
import { ConformanceError } from "../conformance-error.ts";
import { packageFile } from "../package-file.ts";
import type { CaseResult, SuiteResults } from "../result.ts";
import { summarize } from "./summary.ts";

const SCHEMA = packageFile("results.schema.json");

/**
 * Reads results from a file that `--reporter json` or `--reporter json-lines` wrote. Throws a usage error that names
 * the file for anything else.
 */
export async function readResults(file: string): Promise<SuiteResults> {
  const text = await readText(file);
  const value = parsed(text) ?? fromLines(text);
  const validate = await resultsValidator();
  if (value === undefined || !validate(value)) {
    const [issue] = validate.errors ?? [];
    const place = issue === undefined ? "not valid JSON" : `${issue.instancePath || "/"} ${issue.message ?? ""}`;
    throw new ConformanceError("usage", `${file} does not hold the results of a run: ${place}.`);
  }
  // Results of an earlier suite count less.
  return { ...value, summary: { ...summarize(value.cases), ...value.summary } };
}

type ResultsValidator = Awaited<ReturnType<typeof compile>>;

let compiled: Promise<ResultsValidator> | undefined;

function resultsValidator(): Promise<ResultsValidator> {
  compiled ??= compile();
  return compiled;
}

async function compile() {
  const [{ Ajv2020 }, schema] = await Promise.all([import("ajv/dist/2020.js"), readFile(SCHEMA, "utf8")]);
  return new Ajv2020({ strict: false }).compile<SuiteResults>(JSON.parse(schema));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConformanceError("usage", `${file} cannot be read: ${message}`, { cause: error });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A run that was killed leaves no last line, and perhaps half of one: then it counts as interrupted. */
function fromLines(text: string): unknown {
  const [head, ...rest] = text
    .split("\n")
    .map(parsed)
    .filter((value): value is object => typeof value === "object" && value !== null);
  if (head === undefined || !("suite" in head) || !("target" in head)) {
    return undefined;
  }
  const { suite, target } = head;
  const cases = rest.filter((value): value is CaseResult => "outcome" in value); // Held against the schema with the rest.
  const end = rest.find((value) => "stale" in value);
  const shard = "shard" in head ? { shard: head.shard } : {};
  const interrupted = { summary: summarize(cases), stale: [], unreachable: [], interrupted: true };
  return { suite, target, ...shard, ...(end ?? interrupted), cases };
}
