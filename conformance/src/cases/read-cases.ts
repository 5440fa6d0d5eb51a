import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { Case, CaseExpectation, CaseHead, CaseSource, StreamException } from "../case.ts";
import { defined } from "../defined.ts";
import { applyChange, type RequestChange } from "./apply-change.ts";
import { CASES_FOLDER } from "./case-index.ts";

/** An example of the specs, as `@bedrock-contract/specs/examples/` has it. */
interface Example {
  readonly name: string;
  readonly source: CaseSource & { readonly kind: Case["kind"] };
  readonly file: string;
  readonly parameters?: Case["parameters"];
  readonly request?: unknown;
  /** The example whose request asks for this one. */
  readonly requestOf?: string;
  readonly status: number;
  readonly mediaType?: string;
  readonly error?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly response: unknown;
  readonly streamException?: StreamException;
}

/** An authored case, as a change of an example. */
interface AuthoredCase extends RequestChange {
  readonly name: string;
  readonly rule: { readonly document: string; readonly section: string };
  /** The example that is changed. */
  readonly twin: string;
  readonly expect?: Pick<CaseExpectation, "errorTypes" | "names"> & { readonly streamException?: string };
}

/** A file of authored cases. */
interface CaseFile {
  /** The file that they are written in. */
  readonly file: string;
  /** The document whose constraints other cases follow from. */
  readonly specs?: string;
  /** The file of the examples that they change. */
  readonly examples: string;
  readonly documents: Readonly<Record<string, { readonly title: string; readonly url?: string }>>;
  readonly cases: readonly AuthoredCase[];
}

/** Reads cases whole. A file is read when the first case in it is asked for. */
export function readCases(heads: readonly CaseHead[]): readonly Case[] {
  return heads.map((head) => (head.kind === "negative" ? authoredCase(head) : exampleCase(head)));
}

function exampleCase(head: CaseHead): Case {
  const examples = examplesIn(`${head.format ?? head.api}/${head.operation}.json`);
  const example = named(examples, nameOf(head));
  const { kind: _, ...source } = example.source;
  const asked = example.requestOf === undefined ? example : named(examples, example.requestOf);
  const isScripted = head.requires.some((feature) => feature.startsWith("scripted-error"));
  return {
    ...head,
    source,
    file: example.file,
    parameters: asked.parameters ?? {},
    example: example.name,
    ...defined({
      mediaType: example.mediaType,
      body: asked.request,
      prefer: isScripted ? { code: example.status, example: example.name } : undefined,
    }),
    expect: {
      ...head.expect,
      body: example.response,
      ...defined({
        errorTypes: example.error === undefined ? undefined : [example.error],
        headers: example.headers,
        streamException: example.streamException,
      }),
    },
  };
}

function authoredCase(head: CaseHead): Case {
  const { file, specs, examples, documents, cases } = casesIn(`${head.id.slice(0, head.id.lastIndexOf("/"))}.json`);
  const { rule, twin: twinName, expect: { streamException, ...expect } = {}, ...change } = named(cases, nameOf(head));
  const twin = named(examplesIn(examples), twinName);
  const document = documents[rule.document];
  const request = { parameters: twin.parameters ?? {}, ...defined({ body: twin.request }) };
  return {
    ...head,
    source: { section: rule.section, ...defined({ document: document?.title, url: document?.url }) },
    file: head.constraint === undefined ? file : (specs ?? file),
    twin: examples.replace(/[.]json$/, `/${twinName}`),
    ...applyChange(request, change),
    expect: {
      ...head.expect,
      ...expect,
      ...(streamException !== undefined && { streamException: { type: streamException, members: {} } }),
    },
  };
}

function nameOf({ id }: CaseHead): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** Entries of a file by name, beside what its head says. */
type Named<Entry> = ReadonlyMap<string, Entry>;

function named<Entry>(entries: Named<Entry>, name: string): Entry {
  const entry = entries.get(name);
  if (entry === undefined) {
    throw new Error(`The index of cases names ${name}, which its file does not have: run codegen`);
  }
  return entry;
}

const exampleFiles = new Map<string, Named<Example>>();
const caseFiles = new Map<string, Omit<CaseFile, "cases"> & { readonly cases: Named<AuthoredCase> }>();

let folderOfExamples: URL | undefined;

/** Where the specs lie: beside this package in the workspace, among the dependencies where it is installed. */
function examplesFolder(): URL {
  folderOfExamples ??= pathToFileURL(
    createRequire(import.meta.url).resolve("@bedrock-contract/specs/examples/index.json"),
  );
  return folderOfExamples;
}

function examplesIn(file: string): Named<Example> {
  const known = exampleFiles.get(file);
  if (known !== undefined) {
    return known;
  }
  // Codegen writes the file; a test holds it against its schema.
  const { examples } = readJson(new URL(file, examplesFolder())) as { readonly examples: readonly Example[] };
  const byName = new Map(examples.map((example) => [example.name, example]));
  exampleFiles.set(file, byName);
  return byName;
}

function casesIn(file: string): Omit<CaseFile, "cases"> & { readonly cases: Named<AuthoredCase> } {
  const known = caseFiles.get(file);
  if (known !== undefined) {
    return known;
  }
  const { cases, ...head } = readJson(new URL(file, CASES_FOLDER)) as CaseFile; // As above.
  const byName = { ...head, cases: new Map(cases.map((each) => [each.name, each])) };
  caseFiles.set(file, byName);
  return byName;
}

function readJson(file: URL): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
