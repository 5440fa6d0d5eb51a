import type { SpecFile, SpecFiles } from "../source/spec-file.ts";
import {
  child,
  children,
  member,
  placeOf,
  refOf,
  resolve,
  rootOf,
  type SpecNode,
  targetOf,
} from "../source/spec-node.ts";

/** One example of an operation: the pair that the spec names under one key. */
export interface Example {
  /** The key in the spec. */
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

/** The examples that an operation names, in the order of its responses. */
export function readExamples(files: SpecFiles, operation: SpecNode): readonly Example[] {
  const requests = exampleRefs(files, member(files, operation, "requestBody"));
  const responses = child(operation, "responses");
  const examples = (responses ? children(responses) : []).flatMap(([status, reference]) =>
    [...exampleRefs(files, resolve(files, reference))].flatMap(
      ([name, { node, mediaType }]) =>
        readExample(files, { name, node, mediaType, status: Number(status) }, requests.get(name)?.node) ?? [],
    ),
  );
  for (const [name, { node }] of requests) {
    if (examples.some((example) => example.name === name) || !exampleFile(files, name, node, "request")) continue;
    files.problems.add(
      placeOf(node),
      `example '${name}' has no response; expected a response that lists it under the same key`,
    );
  }
  return examples;
}

/** An entry of `examples`, with the media type of the content that it is in. */
interface Listed {
  readonly node: SpecNode;
  readonly mediaType: string;
}

/** The entries of every `examples` in the content of a request body or response. */
function exampleRefs(files: SpecFiles, owner: SpecNode | undefined): ReadonlyMap<string, Listed> {
  const content = member(files, owner, "content");
  const media = content ? children(content) : [];
  return new Map(
    media.flatMap(([mediaType, entry]) => {
      const examples = member(files, entry, "examples");
      return (examples ? children(examples) : []).map(([name, node]) => [name, { node, mediaType }] as const);
    }),
  );
}

function readExample(
  files: SpecFiles,
  { name, status, node, mediaType }: Listed & { readonly name: string; readonly status: number },
  requestRef: SpecNode | undefined,
): Example | undefined {
  const file = exampleFile(files, name, node, "response");
  if (!file) return undefined;
  const root = rootOf(file);
  const request = child(root, "request");
  const response = member(files, root, "response", "value");
  if (!response) {
    files.problems.add(file.at([]), `example '${name}' has no response value; expected \`response: {value: …}\``);
    return undefined;
  }
  if (request && !requestRef) {
    files.problems.add(
      placeOf(node),
      `example '${name}' has a request that the operation does not list; expected the same key under its requestBody`,
    );
  }
  if (requestRef && exampleFile(files, name, requestRef, "request")?.path !== file.path) {
    files.problems.add(
      placeOf(requestRef),
      `example '${name}' means another file than its response does (${file.path}); expected one file for both`,
    );
  }
  const value = request && member(files, request, "value");
  return { name, file, status, mediaType, response, request: value, ...details(root) };
}

type Details = Omit<Example, "name" | "file" | "status" | "mediaType" | "request" | "response">;

function details(root: SpecNode): Details {
  const error = child(root, "error")?.value;
  const parameters = child(root, "parameters");
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

/** The file of an entry such as `{$ref: '../examples/by-id.yaml#/response'}`. */
function exampleFile(
  files: SpecFiles,
  name: string,
  node: SpecNode,
  side: "request" | "response",
): SpecFile | undefined {
  const ref = refOf(node);
  if (ref?.endsWith(`#/${side}`)) return targetOf(files, node, ref)?.file;
  files.problems.add(
    placeOf(node),
    `example '${name}' is not in a file of its own; expected $ref: <example file>#/${side}`,
  );
  return undefined;
}
