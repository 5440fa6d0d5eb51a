import type { MockExample, StreamException } from "../example.ts";
import { exampleText } from "./example-text.ts";

/** A file of examples, as `@bedrock-contract/specs` publishes it. */
interface ExampleFile {
  readonly api: string;
  /** Present where the examples are those of a format. */
  readonly format?: string;
  readonly operation: string;
  readonly examples: readonly WrittenExample[];
}

/** What the mock reads of an example there. */
interface WrittenExample
  extends Pick<MockExample, "name" | "status" | "isFlow" | "mediaType" | "headers" | "response"> {
  readonly parameters?: MockExample["parameters"];
  readonly request?: unknown;
  readonly error?: string;
  readonly streamException?: StreamException;
}

interface ExampleIndex {
  readonly files: readonly (Omit<ExampleFile, "examples"> & { readonly file: string })[];
}

const operations = new Map<string, readonly MockExample[]>();
let index: ExampleIndex | undefined;

/**
 * The examples of an operation of an API or of a format, in the order of the specs. They are read when they are first
 * asked for.
 */
export function examplesOf(api: string, operation: string): readonly MockExample[] {
  const key = `${api}/${operation}`;
  const known = operations.get(key) ?? readOperation(api, operation);
  operations.set(key, known);
  return known;
}

/** Every example of the specs. Reads all their files. */
export function readExamples(): readonly MockExample[] {
  return exampleIndex().files.flatMap(({ api, format, operation }) => examplesOf(format ?? api, operation));
}

/** The examples of all operations of an API or of a format. */
export function examplesOfApi(api: string): readonly MockExample[] {
  return exampleIndex().files.flatMap((each) =>
    (each.format ?? each.api) === api ? examplesOf(api, each.operation) : [],
  );
}

function readOperation(api: string, operation: string): readonly MockExample[] {
  const entry = exampleIndex().files.find((each) => (each.format ?? each.api) === api && each.operation === operation);
  if (entry === undefined) {
    return [];
  }
  const { examples } = readJson(entry.file) as ExampleFile; // Codegen writes the file; a schema of the suite describes it.
  return examples.map(
    ({ name, status, isFlow, mediaType, error, parameters = {}, request, response, headers, streamException }) => ({
      name,
      api,
      operation,
      status,
      parameters,
      response,
      ...(isFlow === undefined ? {} : { isFlow }),
      ...(mediaType === undefined ? {} : { mediaType }),
      ...(error === undefined ? {} : { errorType: error }),
      ...(request === undefined ? {} : { body: request }),
      ...(headers === undefined ? {} : { headers }),
      ...(streamException === undefined ? {} : { streamException }),
    }),
  );
}

function exampleIndex(): ExampleIndex {
  index ??= readJson("index.json") as ExampleIndex; // As above.
  return index;
}

function readJson(file: string): unknown {
  return JSON.parse(exampleText(file));
}
