import * as bedrock from "@aws-sdk/client-bedrock";
import * as runtime from "@aws-sdk/client-bedrock-runtime";
import { formats as listed, loadDescription, streamOf } from "@bedrock-contract/validators";
import {
  EVENT_STREAM_MEDIA_TYPE,
  gatewayApis,
  type Operation,
  operationNamed,
  operations,
} from "@bedrock-contract/wire";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { someOf } from "../../../.some-of.ts";
import type { MockExample } from "./example.ts";
import { readExamples } from "./examples/read-examples.ts";
import { type Mock, startMock } from "./start-mock.ts";

const formats = await Promise.all(listed.map(({ id }) => loadDescription(id)));

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
let mock: Mock;
/** One for all requests of an API over the same kind of connection, as an application has it. */
const clients = new Map<string, bedrock.BedrockClient | runtime.BedrockRuntimeClient>();

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 1 });
});
// What one example writes no other one shows.
beforeEach(() => mock.reset());
afterAll(async () => {
  for (const client of clients.values()) {
    client.destroy();
  }
  await mock.close();
});

/** Operations that AWS added after the SDK that is installed here. */
const isInSdk = ({ api, name }: { readonly api: string; readonly name: string }): boolean =>
  `${name}Command` in (api === "management" ? bedrock : runtime);
/** AWS's clients speak no other API. */
const spoken = Object.values(operations).filter((each) => !gatewayApis.includes(each.api) && isInSdk(each));
const names = new Set<string>(spoken.map(({ name }) => name));
const ofBedrock = readExamples().filter(({ operation }) => names.has(operation));
const successes = ofBedrock.filter(({ status }) => status < 400);
// A session takes a stream of events, which other tests send.
const errors = ofBedrock.filter(
  ({ status, api, operation }) =>
    status >= 400 && api !== "runtime" && operation !== "InvokeModelWithBidirectionalStream",
);
// What a flow does is known after what it follows only.
const management = successes.filter(({ api, isFlow = false }) => api === "management" && !isFlow);
const invocations = successes.filter(({ operation }) => operation === "InvokeModel");
const streams = successes.filter(({ operation }) => operation === "InvokeModelWithResponseStream");

/** The formats of InvokeModel. */
const invoked = formats.filter(({ kind }) => kind !== "async" && kind !== "speech");

test("covers every operation and every format", () => {
  expect(new Set(successes.map(({ operation }) => operation))).toEqual(names);
  expect(invocations.map(({ api }) => api)).toEqual(expect.arrayContaining(invoked.map(({ id }) => id)));
  const asyncFormats = formats.filter(({ kind }) => kind === "async");
  expect(successes.filter(({ operation }) => operation === "StartAsyncInvoke").map(({ api }) => api)).toEqual(
    expect.arrayContaining(asyncFormats.map(({ id }) => id)),
  );
  const streaming = formats.filter((format) => streamOf(format) !== undefined);
  expect(streams.map(({ api }) => api)).toEqual(expect.arrayContaining(streaming.map(({ id }) => id)));
});

describe("client-bedrock", () => {
  test.each(someOf(management, ({ operation }) => operation))(
    "reads $operation $name",
    { tags: "longer" },
    async (example) => {
      const output = await send(example);
      expect(output.$metadata).toMatchObject({ httpStatusCode: example.status, requestId: expect.any(String) });
      const members = Object.keys(output).filter((name) => name !== "$metadata");
      expect(members.length > 0, "has members").toBe(Object.keys(Object(example.response)).length > 0);
      // The same example asked for by name is what the request alone must bring.
      expect({ ...output, $metadata: {} }).toEqual({ ...(await send(example, { example })), $metadata: {} });
    },
  );
});

describe.each([
  { name: "its HTTP/2 handler", handler: "http2" },
  { name: "NodeHttpHandler", handler: "http1" },
] as const)("client-bedrock-runtime with $name", ({ handler }) => {
  test.each(someOf(invocations, ({ api }) => api))(
    "reads InvokeModel $api $name",
    { tags: "longer" },
    async (example) => {
      const headers = { "x-amzn-bedrock-service-tier": "priority" };
      const output = await send(example, { handler, headers, read: readBody });
      expect(output).toMatchObject({ contentType: "application/json", serviceTier: "priority" });
      expect(output.json).toEqual(example.response);
    },
  );

  test.each(someOf(streams, ({ api }) => api))(
    "reads the stream of $api $name",
    { tags: "longer" },
    async (example) => {
      const headers = {
        "x-amzn-bedrock-service-tier": "flex",
        "x-amzn-bedrock-performanceconfig-latency": "optimized",
      };
      const sent = send(example, { handler, headers, example, read: readStream });
      const { stream, ...output } = await sent.catch(asEmptyStream);
      const echoed = { contentType: "application/json", serviceTier: "flex", performanceConfigLatency: "optimized" };
      expect(output).toMatchObject(stream.chunks.length === 0 ? {} : echoed);
      expect(stream).toEqual(await wanted(example));
    },
  );

  const whole = streams.filter(({ streamException }) => streamException === undefined);
  test.each(someOf(whole, ({ api }) => api))(
    "finds the stream of $api $name by its request",
    { tags: "longer" },
    async (example) => {
      const { stream } = await send(example, { handler, read: readStream });
      expect(stream).toEqual(await wanted(example));
    },
  );
});

describe("both clients", () => {
  test.each(someOf(errors, ({ operation, errorType }) => `${operation} ${errorType}`))(
    "raise $errorType for $api $operation $name",
    { tags: "longer" },
    async (example) => {
      const error = await send(firstSuccess(example), { example }).catch((reason: unknown) => reason);
      const namespace: object = example.api === "management" ? bedrock : runtime;
      expect(error).toBeInstanceOf(Reflect.get(namespace, example.errorType ?? ""));
      expect(error).toMatchObject({
        ...Object(example.response),
        name: example.errorType,
        $metadata: { httpStatusCode: example.status, requestId: expect.any(String) },
      });
    },
  );
});

test("both operations of the runtime can answer each of their exceptions in every format", () => {
  for (const operation of [operations.InvokeModel, operations.InvokeModelWithResponseStream]) {
    const isStream = operation.responseMediaType === EVENT_STREAM_MEDIA_TYPE;
    for (const { id } of invoked.filter((format) => !isStream || streamOf(format) !== undefined)) {
      const known = errors.filter((example) => example.api === id && example.operation === operation.name);
      expect(new Set(known.map(({ errorType }) => errorType))).toEqual(new Set(Object.keys(operation.errors)));
    }
  }
});

interface Sent {
  readonly $metadata: { readonly httpStatusCode?: number | undefined; readonly requestId?: string | undefined };
}

interface Sending<Output, Read> {
  /** Reads the output. Default: gives it as it is. */
  readonly read?: (output: Output) => Promise<Read>;
  /** The example asked for, where it is another than the request's own. */
  readonly example?: MockExample;
  /** Headers beyond those of the example. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: that of the client. */
  readonly handler?: "http1" | "http2";
}

/** Sends an example's request through the SDK's client of its API. */
async function send<Output extends Sent, Read = Output>(
  request: MockExample,
  sending: Sending<Output, Read> = {},
): Promise<Read> {
  const operation = operationNamed(request.operation);
  if (operation === undefined) {
    throw new Error(`No operation ${request.operation}`);
  }
  // Without a reader, the type parameter says that the output is what was read.
  const { example, handler = "http2", read = async (output) => output as unknown as Read } = sending;
  const prefer = example === undefined ? {} : { prefer: `code=${example.status}, example=${example.name}` };
  const command = commandOf(operation, request);
  command.middlewareStack.add(
    (next) => (args) => {
      // The SDK types a request in its middleware as unknown.
      const { headers, query } = args.request as { headers: Record<string, string>; query: Record<string, unknown> };
      Object.assign(headers, headerParameters(operation, request), sending.headers, prefer);
      Object.assign(query, queryParameters(request));
      return next(args);
    },
    { step: "build" },
  );
  const client = clientOf(operation, handler);
  // The command is looked up by its name, which TypeScript cannot type.
  return read(await (client.send as (command: unknown) => Promise<Output>)(command));
}

function clientOf(
  { api }: Operation,
  handler: "http1" | "http2",
): bedrock.BedrockClient | runtime.BedrockRuntimeClient {
  const isManagement = api === "management";
  const key = `${isManagement} ${handler}`;
  const options = {
    endpoint: mock.url,
    region: "us-east-1",
    credentials,
    maxAttempts: 1,
    ...(handler === "http1" ? { requestHandler: new NodeHttpHandler() } : {}),
  };
  const client =
    clients.get(key) ?? (isManagement ? new bedrock.BedrockClient(options) : new runtime.BedrockRuntimeClient(options));
  clients.set(key, client);
  return client;
}

interface StreamRead {
  readonly chunks: readonly unknown[];
  readonly error?: unknown;
}

async function readBody(output: runtime.InvokeModelCommandOutput) {
  return { ...output, json: JSON.parse(output.body.transformToString()) };
}

async function readStream(output: runtime.InvokeModelWithResponseStreamCommandOutput) {
  return { ...output, stream: await collect(output.body ?? []) };
}

/** The SDK reads the first event itself, and raises an exception that comes before any chunk in place of an output. */
function asEmptyStream(error: unknown): { readonly stream: StreamRead } {
  return { stream: { chunks: [], error } };
}

type Events = AsyncIterable<runtime.ResponseStream> | Iterable<runtime.ResponseStream>;

async function collect(events: Events): Promise<StreamRead> {
  const chunks: unknown[] = [];
  try {
    for await (const { chunk } of events) {
      chunks.push(JSON.parse(new TextDecoder().decode(chunk?.bytes)));
    }
  } catch (error) {
    return { chunks, error };
  }
  return { chunks };
}

/** What the SDK must make of a stream: its chunks, and the exception that ends it as an error of that class. */
async function wanted(example: MockExample): Promise<StreamRead> {
  const answer: unknown = example.response;
  return { chunks: Array.isArray(answer) ? answer : [], ...wantedError(example.streamException) };
}

function wantedError(exception: MockExample["streamException"]): { readonly error?: unknown } {
  if (exception === undefined) {
    return {};
  }
  const name = exception.type.charAt(0).toUpperCase() + exception.type.slice(1);
  return { error: expect.objectContaining({ ...exception.members, name }) };
}

function firstSuccess({ api, operation }: MockExample): MockExample {
  const first = successes.find((example) => example.api === api && example.operation === operation);
  if (first === undefined) {
    throw new Error(`${api} ${operation} has no success example`);
  }
  return first;
}

/**
 * What the SDK's input calls otherwise: some members are not called as in the query, and two operations have one path,
 * in which AWS calls a part by two names.
 */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DeleteAutomatedReasoningPolicyBuildWorkflow: { updatedAt: "lastUpdatedAt" },
  DeleteAutomatedReasoningPolicyTestCase: { updatedAt: "lastUpdatedAt" },
  ListInferenceProfiles: { type: "typeEquals" },
  ListMarketplaceModelEndpoints: { modelSourceIdentifier: "modelSourceEquals" },
  ListModelCopyJobs: { outputModelNameContains: "targetModelNameContains" },
  RegisterMarketplaceModelEndpoint: { endpointArn: "endpointIdentifier" },
};

/** The member of the SDK's input that is the whole body. */
const BODY_MEMBERS: Readonly<Record<string, string>> = {
  StartAutomatedReasoningPolicyBuildWorkflow: "sourceContent",
};

/** The SDK's command of an operation. It is looked up by its name, so that its type is that of any command. */
function commandOf(operation: Operation, { parameters, body }: MockExample): bedrock.GetFoundationModelCommand {
  const namespace: object = operation.api === "management" ? bedrock : runtime;
  const Command: unknown = Reflect.get(namespace, `${operation.name}Command`);
  if (typeof Command !== "function") {
    throw new Error(`The SDK has no ${operation.name}Command`);
  }
  const labels = Object.entries(parameters)
    .filter(([name]) => placeOf(operation, name) !== "header")
    .map(([name, value]) => [RENAMED[operation.name]?.[name] ?? name, value] as const);
  const bodyMember = BODY_MEMBERS[operation.name];
  const members =
    operation.api === "management" || operation.modelInput !== undefined
      ? { ...Object(bodyMember === undefined ? withBytes(body) : { [bodyMember]: withBytes(body) }) }
      : { body: JSON.stringify(body), contentType: "application/json" };
  const input = { ...members, ...Object.fromEntries(labels.map(([name, value]) => [name, dateOr(value)])) };
  return Reflect.construct(Command, [input]);
}

/** The members that hold documents, by those beside them that say of which type they are. */
const DOCUMENTS: Readonly<Record<string, string>> = { contentType: "data", documentContentType: "document" };

/** The SDK takes bytes where the wire has base64: in documents that a request holds. */
function withBytes(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body ?? {}), (_name, value) => {
    const type = Object.keys(DOCUMENTS).find((name) => Object.hasOwn(Object(value), name));
    const member = DOCUMENTS[type ?? ""] ?? "";
    const text: unknown = Object(value)[member];
    return typeof text === "string" ? { ...value, [member]: Buffer.from(text, "base64") } : value;
  });
}

function headerParameters(operation: Operation, { parameters }: MockExample): Record<string, string> {
  const headers = Object.entries(parameters).filter(([name]) => placeOf(operation, name) === "header");
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/**
 * The query parameter that the SDK does not send itself: that of the service model of 2026-11-20, which this version of
 * the SDK (3.1162) lacks.
 */
function queryParameters({ parameters: { projectIdentifier } }: MockExample): Record<string, unknown> {
  return projectIdentifier === undefined ? {} : { projectIdentifier };
}

function placeOf(operation: Operation, name: string): string | undefined {
  return operation.parameters.find((parameter) => parameter.name === name)?.in;
}

function dateOr(value: unknown): unknown {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : value;
}
