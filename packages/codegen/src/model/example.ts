import type { AssembledExample } from "../assemble/assemble-operation.ts";
import type { SpecFile, SpecFiles } from "../source/spec-file.ts";
import { child, children, member, rootOf, type SpecNode } from "../source/spec-node.ts";

/** One example of an operation: a request and its response. */
export interface Example {
  /** The key in the document. */
  readonly name: string;
  /** The example's own file. */
  readonly file: SpecFile;
  /** The status of the response that lists it. */
  readonly status: number;
  /** The other statuses that conform. */
  readonly otherStatuses: readonly number[];
  /** The media type under which the response lists it. */
  readonly mediaType: string;
  /** The request's `value`. */
  readonly request: SpecNode | undefined;
  /** The response's `value`. */
  readonly response: SpecNode;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly hasParameters: boolean;
  /** The exception meant, for an error. */
  readonly error: string | undefined;
  readonly requires: readonly string[];
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** The exception that ends the stream after the chunks of the response. */
  readonly streamException: StreamException | undefined;
}

/** An exception inside a stream. */
export interface StreamException {
  /** The name of its event: `throttlingException`. */
  readonly type: string;
  readonly members: unknown;
  readonly node: SpecNode;
}

/** The examples of an operation, in the order of the document. */
export function readExamples(files: SpecFiles, assembled: readonly AssembledExample[]): readonly Example[] {
  return assembled.flatMap((example) => readExample(files, example) ?? []);
}

function readExample(files: SpecFiles, assembled: AssembledExample): Example | undefined {
  const { name, file, status, mediaType, defaults } = assembled;
  const root = rootOf(file);
  const response = member(files, root, "response", "value");
  if (!response) {
    files.problems.add(file.at([]), `example '${name}' has no response value; expected \`response: {value: …}\``);
    return undefined;
  }
  return {
    name,
    file,
    status,
    mediaType,
    response,
    request: member(files, root, "request", "value"),
    ...details(root, defaults && rootOf(defaults)),
  };
}

type Details = Omit<Example, "name" | "file" | "status" | "mediaType" | "request" | "response">;

function details(root: SpecNode, defaults: SpecNode | undefined): Details {
  const error = child(root, "error")?.value;
  // An error that any request can meet has no request of its own, and so no parameters.
  const shared = defaults && child(root, "request") ? child(defaults, "parameters") : undefined;
  const parameters = child(root, "parameters") ?? shared;
  const headers = child(root, "headers");
  const requires = child(root, "requires");
  const otherStatuses = child(root, "otherStatuses");
  return {
    otherStatuses: otherStatuses ? children(otherStatuses).map(([, node]) => Number(node.value)) : [],
    parameters: Object.fromEntries(parameters ? children(parameters).map(([key, node]) => [key, node.value]) : []),
    hasParameters: parameters !== undefined,
    error: typeof error === "string" ? error : undefined,
    requires: requires ? children(requires).map(([, node]) => String(node.value)) : [],
    headers: headers && Object.fromEntries(children(headers).map(([key, node]) => [key, String(node.value)])),
    streamException: streamException(root),
  };
}

function streamException(root: SpecNode): StreamException | undefined {
  const node = child(root, "streamException");
  if (!node) return undefined;
  return { type: String(child(node, "type")?.value), members: child(node, "members")?.value ?? {}, node };
}
