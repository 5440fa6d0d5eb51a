import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConformanceError } from "../../conformance-error.ts";
import { packageFile } from "../../package-file.ts";
import { type Removal, readCreatingOperations } from "./creating-operation.ts";
import { isJournalName, type JournaledResource, type JournalLine, ResourceJournal } from "./resource-journal.ts";

const SCHEMA = packageFile("journal.schema.json");

/** A journal tells a few hundred bytes of each call. */
const MOST_BYTES = 50_000_000;

/** The journals that runs have left in a folder. */
export async function findJournals(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && isJournalName(entry.name))
    .map(({ name }) => join(folder, name))
    .toSorted();
}

/**
 * Reads a journal. Throws a usage error for a file that is none: each of its lines must be one that a run writes, but
 * for the last, which may be cut off where the run was killed; what that announces was not sent. Of the operation that
 * removes a resource only its name is taken from the file.
 */
export async function readJournal(file: string): Promise<ResourceJournal> {
  const text = await readText(file);
  const lines = text.split("\n");
  const rest = lines.pop() ?? "";
  const validate = await lineValidator();
  const whole = parsed(rest);
  if (rest !== "" && (whole === undefined ? !isCut(rest) : !validate(whole))) {
    throw noJournal(file, lines.length + 1);
  }
  const removals = new Map(
    (await readCreatingOperations()).flatMap(({ remove }) =>
      remove === undefined ? [] : [[remove.operation, remove] as const],
    ),
  );
  const pending = new Map<string, JournaledResource>();
  for (const [index, each] of lines.entries()) {
    const line = parsed(each);
    if (!validate(line) || !replay(line, pending, removals)) {
      throw noJournal(file, index + 1);
    }
  }
  return new ResourceJournal(file, { pending: [...pending.values()], isEmpty: text === "" });
}

/** So begins each line, and so are the events called. */
const BEGINNING = '{"event":"';
const EVENTS: readonly JournalLine["event"][] = ["creating", "created", "not-created", "removed"];

/** Whether a line is the beginning of one that a run writes. */
function isCut(line: string): boolean {
  const beginnings = EVENTS.map((event) => `${BEGINNING}${event}"`);
  return beginnings.some((each) => line.startsWith(each) || (line.length >= BEGINNING.length && each.startsWith(line)));
}

async function readText(file: string): Promise<string> {
  try {
    const status = await lstat(file);
    if (!status.isFile() || status.size > MOST_BYTES) {
      throw new Error("it is not a file, or larger than any journal");
    }
    return await readFile(file, "utf8");
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConformanceError("usage", `${file} cannot be read: ${message}`, { cause: error });
  }
}

function noJournal(file: string, line: number): ConformanceError {
  return new ConformanceError(
    "usage",
    `${file} is not a journal: line ${line} is not a line that a run writes. Nothing was sent, and the file was not changed.`,
  );
}

type LineValidator = Awaited<ReturnType<typeof compile>>;

let compiled: Promise<LineValidator> | undefined;

function lineValidator(): Promise<LineValidator> {
  compiled ??= compile();
  return compiled;
}

async function compile() {
  const [{ Ajv2020 }, schema] = await Promise.all([import("ajv/dist/2020.js"), readFile(SCHEMA, "utf8")]);
  return new Ajv2020({ strict: false }).compile<JournalLine>(JSON.parse(schema));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Applies a line. Returns whether it makes sense: one may name an operation that removes nothing. */
function replay(
  line: JournalLine,
  pending: Map<string, JournaledResource>,
  removals: ReadonlyMap<string, Removal>,
): boolean {
  switch (line.event) {
    case "creating": {
      const { event: _, at: __, ...resource } = line;
      const remove = removals.get(resource.remove.operation);
      if (remove === undefined || !URL.canParse(resource.endpoint)) {
        return false;
      }
      pending.set(line.key, { ...resource, remove });
      return true;
    }
    case "created": {
      const resource = pending.get(line.key);
      if (resource !== undefined) {
        pending.set(line.key, { ...resource, id: line.id });
      }
      return true;
    }
    case "not-created":
    case "removed":
      pending.delete(line.key);
      return true;
    default:
      return line satisfies never;
  }
}
