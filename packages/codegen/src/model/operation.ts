import { CONVERSATION_KEY } from "../assemble/assemble-operation.ts";
import { MODEL_INPUT_KEY } from "../assemble/envelope.ts";
import { bodyRoles } from "../assemble/format-source.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, member, placeOf, resolve, type SpecNode } from "../source/spec-node.ts";
import type { Api } from "./api.ts";
import { type Example, readExamples } from "./example.ts";
import { exceptionsOf } from "./exception.ts";
import { type RequestRule, readRules } from "./request-rule.ts";

/** The media type of a streamed answer: in the specs, the list of its events or decoded chunks. */
const EVENT_STREAM = "application/vnd.amazon.eventstream";

/** The media type of server-sent events: in the specs, the list of the decoded data of each. */
const SERVER_SENT_EVENTS = "text/event-stream";

/** Where the content of a server-sent answer says how its stream goes. */
const SSE_KEY = "x-sse-stream";

/** Where an operation says how its responses report a guardrail. */
const GUARDRAIL_KEY = "x-guardrail";

/** Where a parameter says what it binds in the response. */
const BINDING_KEY = "x-binds";

/** Where an operation says what its responses mean. */
const MEANING_KEY = "x-meaning";

const METHODS = ["get", "post", "put", "patch", "delete"];

/** One path, query or header parameter. */
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  /** What its value is, where it is not text. */
  readonly type: ParameterType | undefined;
  readonly node: SpecNode;
  readonly schema: SpecNode | undefined;
  /** The value of `x-binds`. */
  readonly binding: SpecNode | undefined;
}

/** The types of parameters that are written as text in a request, but are none. */
const PARAMETER_TYPES = ["integer", "number", "boolean", "array"] as const;

export type ParameterType = (typeof PARAMETER_TYPES)[number];

/** What one status of an operation answers with. */
export interface Response {
  readonly status: number;
  readonly mediaType: string | undefined;
  /** The schema, `$ref` not followed. */
  readonly schema: SpecNode | undefined;
  /** The events of an event stream; undefined for other bodies, and where a format describes its chunks. */
  readonly stream: EventStream | undefined;
  readonly headers: readonly { readonly name: string; readonly required: boolean; readonly type?: "integer" }[];
  /** Names of the exceptions that it stands for; none where errors go by their status. */
  readonly exceptions: readonly string[];
  /** The content as server-sent events, beside that of one body. */
  readonly sse: SseContent | undefined;
}

/** A body that is a stream of typed events. */
export interface EventStream {
  /** The schema of one event, `$ref` not followed. */
  readonly event: SpecNode;
  /** The names of the events that are not exceptions. */
  readonly names: readonly string[];
  /** The names of those that are. */
  readonly exceptions: readonly string[];
}

/** An answer as server-sent events. */
export interface SseContent {
  readonly mediaType: string;
  /** The schema of the data of one event, `$ref` not followed. */
  readonly chunk: SpecNode;
  /** The value of `x-sse-stream`. */
  readonly stream: SpecNode;
}

/** The pages of a list operation, as `x-pagination` states them. */
export interface Pagination {
  readonly input: string;
  readonly output: string;
  /** Undefined where the service alone decides how long a page is. */
  readonly limit: string | undefined;
  readonly items: string;
}

/** Where a request says its model, and where it holds the input of the model, as `x-model-input` states them. */
export interface ModelInput {
  readonly modelId: string;
  readonly input: string;
}

/** Where an operation says whether it changes something in the account, or an API says so of all that are no reads. */
const WRITES_KEY = "x-writes";

/** Where a member of a request says that a repeated request is known by it. */
const TOKEN_KEY = "x-idempotency-token";

/** Where an operation says which members of its requests name what must exist in the account. */
const RESOURCES_KEY = "x-resources";

/** Where an operation says that a target of its API is asked by it who may call. */
const PROBE_KEY = "x-probe";

/** One operation of one API. */
export interface Operation {
  readonly id: string;
  readonly api: Api;
  readonly method: string;
  readonly path: string;
  readonly node: SpecNode;
  readonly parameters: readonly Parameter[];
  readonly requestBody: "none" | "optional" | "required";
  /** The schema of the JSON request body, `$ref` not followed. */
  readonly request: SpecNode | undefined;
  readonly requestMediaType: string | undefined;
  /** Whether the bodies are opaque to the API, and described by formats. */
  readonly hasFormat: boolean;
  /** The part of the request that formats describe; undefined where they describe all of it, or nothing. */
  readonly modelInput: ModelInput | undefined;
  /** Whether it changes something in the account. */
  readonly writes: boolean;
  /** Whether a target is asked by it who may call its API. */
  readonly isProbe: boolean;
  /** The member of the request by which a repeated one is known; undefined where there is none. */
  readonly token: string | undefined;
  /**
   * The places in the request of what must exist in the account, by a name for each; undefined where there are none.
   */
  readonly resources: unknown;
  /** The events that the client streams; undefined where it sends one body. */
  readonly requestStream: EventStream | undefined;
  readonly success: Response;
  readonly errors: readonly Response[];
  readonly pagination: Pagination | undefined;
  /** What binds several parts of a request together. */
  readonly rules: readonly RequestRule[];
  /** The value of `x-conversation`. */
  readonly conversation: SpecNode | undefined;
  /** The value of `x-guardrail`. */
  readonly guardrail: SpecNode | undefined;
  /** The value of `x-meaning`. */
  readonly meaning: SpecNode | undefined;
  readonly examples: readonly Example[];
}

/** The errors that no exceptions tell apart. */
export function unnamedErrors({ errors }: Operation): readonly Response[] {
  return errors.filter(({ schema, exceptions }) => schema && exceptions.length === 0);
}

/**
 * Whether an example answers with a stream: of the operation's only kind, or of the kind that its request asked for.
 */
export function isStreamed(operation: Operation, example: Example): boolean {
  return isSuccess(example) && (isStream(operation) || example.mediaType === operation.success.sse?.mediaType);
}

/** Whether an example is not an error. */
export function isSuccess({ status }: Example): boolean {
  return status < 300;
}

/** Whether an operation answers with an event stream. */
export function isStream({ success }: Operation): boolean {
  return success.mediaType === EVENT_STREAM;
}

/** The operations of an API, in the order of its paths. */
export function readOperations(files: SpecFiles, api: Api): readonly Operation[] {
  const paths = member(files, api.root, "paths");
  return (paths ? children(paths) : []).flatMap(([path, reference]) => {
    const item = resolve(files, reference);
    if (!item) return [];
    return children(item).flatMap(([method, node]) =>
      METHODS.includes(method) ? (readOperation(files, api, { path, item, method, node }) ?? []) : [],
    );
  });
}

/** An operation where it is written. */
interface WrittenOperation {
  readonly path: string;
  /** The item of the path, whose parameters all of its operations have. */
  readonly item: SpecNode;
  readonly method: string;
  readonly node: SpecNode;
}

function readOperation(files: SpecFiles, api: Api, written: WrittenOperation): Operation | undefined {
  const { path, item, method, node } = written;
  const id = child(node, "operationId")?.value;
  const responses = readResponses(files, api, node);
  const success = responses.find((response) => response.status >= 200 && response.status < 300);
  if (typeof id !== "string" || !success) {
    const missing = typeof id === "string" ? "a response with a 2xx status" : "operationId";
    files.problems.add(
      placeOf(node),
      `${method.toUpperCase()} ${path} lacks ${missing}, which every operation must have`,
    );
    return undefined;
  }
  const body = member(files, node, "requestBody");
  const content = body && readContent(files, body);
  return {
    id,
    api,
    method: method.toUpperCase(),
    path,
    node,
    parameters: [item, node].flatMap((owner) => readParameters(files, owner)),
    requestBody: requestBodyOf(body),
    request: content?.schema,
    requestMediaType: content?.mediaType,
    hasFormat: bodyRoles(node).has("request"),
    modelInput: readModelInput(node),
    writes: method !== "get" && (child(node, WRITES_KEY) ?? child(api.root, WRITES_KEY))?.value === true,
    isProbe: child(node, PROBE_KEY)?.value === true,
    token: content?.schema && readToken(files, content.schema),
    resources: child(node, RESOURCES_KEY)?.value,
    requestStream: content && readEventStream(files, api, content),
    success,
    errors: responses.filter((response) => response.status >= 300),
    pagination: readPagination(files, node),
    rules: readRules(files, node),
    conversation: child(node, CONVERSATION_KEY),
    guardrail: child(node, GUARDRAIL_KEY),
    meaning: child(node, MEANING_KEY),
    examples: readExamples(files, api.examples.get(id) ?? []),
  };
}

function readModelInput(node: SpecNode): ModelInput | undefined {
  const written = child(node, MODEL_INPUT_KEY);
  const [modelId, input] = ["modelId", "input"].map((key) => written && child(written, key)?.value);
  return typeof modelId === "string" && typeof input === "string" ? { modelId, input } : undefined;
}

function readToken(files: SpecFiles, request: SpecNode): string | undefined {
  const properties = member(files, request, "properties");
  return (properties ? children(properties) : []).find(([, node]) => child(node, TOKEN_KEY)?.value === true)?.[0];
}

function requestBodyOf(body: SpecNode | undefined): Operation["requestBody"] {
  if (!body) return "none";
  return child(body, "required")?.value === true ? "required" : "optional";
}

function readParameters(files: SpecFiles, owner: SpecNode): readonly Parameter[] {
  const list = child(owner, "parameters");
  return (list ? children(list) : []).flatMap(([, reference]) => {
    const node = resolve(files, reference);
    const name = node && child(node, "name")?.value;
    const location = node && child(node, "in")?.value;
    if (!node || typeof name !== "string" || typeof location !== "string") return [];
    const required = child(node, "required")?.value === true;
    const [schema, binding] = [child(node, "schema"), child(node, BINDING_KEY)];
    return [{ name, in: location, required, type: readParameterType(files, schema), node, schema, binding }];
  });
}

function readParameterType(files: SpecFiles, schema: SpecNode | undefined): ParameterType | undefined {
  const described = schema && resolve(files, schema);
  const type = described && child(described, "type")?.value;
  return PARAMETER_TYPES.find((each) => each === type);
}

function readResponses(files: SpecFiles, api: Api, node: SpecNode): readonly Response[] {
  const responses = child(node, "responses");
  return (responses ? children(responses) : []).flatMap(([status, reference]) => {
    const response = /^\d{3}$/.test(status) ? resolve(files, reference) : undefined;
    if (!response) return [];
    const content = readContent(files, response);
    return [
      {
        status: Number(status),
        mediaType: content?.mediaType,
        schema: content?.schema,
        stream: content && readEventStream(files, api, content),
        headers: readHeaders(files, response),
        exceptions: content?.schema ? exceptionsOf(files, content.schema) : [],
        sse: readSse(files, response),
      },
    ];
  });
}

/** The JSON content where there is one, else the first. */
function readContent(
  files: SpecFiles,
  owner: SpecNode,
): { mediaType: string; schema: SpecNode | undefined } | undefined {
  const content = member(files, owner, "content");
  const entries = content ? children(content) : [];
  const [mediaType, entry] = entries.find(([name]) => name === "application/json") ?? entries[0] ?? [];
  return mediaType !== undefined && entry ? { mediaType, schema: child(entry, "schema") } : undefined;
}

/** The specs write a stream as the list of its events: objects of one member, or a union of such. */
function readEventStream(
  files: SpecFiles,
  { format }: Api,
  { mediaType, schema }: { mediaType: string; schema: SpecNode | undefined },
): EventStream | undefined {
  const list = mediaType === EVENT_STREAM && schema && !format ? resolve(files, schema) : undefined;
  const event = list && child(list, "items");
  if (!event) return undefined;
  const payloads = eventPayloads(files, event);
  const isException = ([, payload]: readonly [string, SpecNode]): boolean => exceptionsOf(files, payload).length > 0;
  return {
    event,
    names: payloads.filter((entry) => !isException(entry)).map(([name]) => name),
    exceptions: payloads.filter(isException).map(([name]) => name),
  };
}

function eventPayloads(files: SpecFiles, event: SpecNode): readonly (readonly [string, SpecNode])[] {
  const branches = member(files, event, "oneOf");
  if (branches) return children(branches).flatMap(([, branch]) => eventPayloads(files, branch));
  const properties = member(files, event, "properties");
  return properties ? children(properties) : [];
}

function readSse(files: SpecFiles, response: SpecNode): SseContent | undefined {
  const entry = member(files, response, "content", SERVER_SENT_EVENTS);
  if (!entry) return undefined;
  const list = member(files, entry, "schema");
  const chunk = list && child(list, "items");
  const stream = child(entry, SSE_KEY);
  if (chunk && stream) return { mediaType: SERVER_SENT_EVENTS, chunk, stream };
  files.problems.add(
    placeOf(entry),
    `${SERVER_SENT_EVENTS} lacks ${chunk ? SSE_KEY : "the list of its chunks"}; expected \`schema: {type: array, items: …}\` and ${SSE_KEY}`,
  );
  return undefined;
}

function readHeaders(files: SpecFiles, response: SpecNode): Response["headers"] {
  const headers = child(response, "headers");
  return (headers ? children(headers) : []).map(([name, reference]) => {
    const header = resolve(files, reference);
    const required = header !== undefined && child(header, "required")?.value === true;
    const schema = header && child(header, "schema");
    const isInteger = schema !== undefined && child(schema, "type")?.value === "integer";
    return { name: name.toLowerCase(), required, ...(isInteger && { type: "integer" as const }) };
  });
}

function readPagination(files: SpecFiles, node: SpecNode): Pagination | undefined {
  const pagination = child(node, "x-pagination");
  if (!pagination) return undefined;
  const [input, output, limit, items] = ["input", "output", "limit", "items"].map(
    (key) => child(pagination, key)?.value,
  );
  if (
    typeof input === "string" &&
    typeof output === "string" &&
    (typeof limit === "string" || limit === undefined) &&
    typeof items === "string"
  ) {
    return { input, output, limit, items };
  }
  files.problems.add(
    placeOf(pagination),
    "x-pagination lacks a member; expected the texts input, output and items, and limit where there is one",
  );
  return undefined;
}
