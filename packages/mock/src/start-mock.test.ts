import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { formats as listed, loadDescription, readAll } from "@bedrock-contract/validators";
import {
  createRequest,
  EVENT_STREAM_MEDIA_TYPE,
  findOperation,
  gatewayApis,
  operationNamed,
  operations,
  requestUrl,
} from "@bedrock-contract/wire";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { someOf } from "../../../.some-of.ts";
import type { MockExample } from "./example.ts";
import { readExamples } from "./examples/read-examples.ts";
import { type Mock, startMock } from "./start-mock.ts";

const formats = await Promise.all(listed.map(({ id }) => loadDescription(id)));

let mock: Mock;

beforeAll(async () => {
  mock = await startMock();
});
// What one example writes no other one shows.
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const IMPORTED_MODEL = "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A111122223333%3Aimported-model%2Fabcdef123456/invoke";

test("tells where it listens", () => {
  expect(mock.url).toBe(`http://127.0.0.1:${mock.port}`);
});

test("loads what answers, and Node's fetch, with the first request for it", async () => {
  const code = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ resolve: (name, context, next) => (loaded.push(name), next(name, context)) });
    const { startMock } = await import(${JSON.stringify(new URL("start-mock.ts", import.meta.url).href)});
    const mock = await startMock();
    const builtIn = process.moduleLoadList.map((name) => name.split(" ").at(-1));
    const atStart = [...loaded, ...builtIn];
    const { status } = await fetch(mock.url + "/foundation-models", { headers: { authorization: "Bearer any" } });
    await mock.close();
    const heavy = /answer-(bedrock|gateway)|fixtures\\.ts|undici\\/undici$|^(ajv|yaml|node-forge|json-schema-faker)/;
    console.log(JSON.stringify({ status, heavy: atStart.filter((name) => heavy.test(name)), later: loaded.some((name) => heavy.test(name)) }));
  `;
  const node = promisify(execFile);
  const { stdout } = await node(process.execPath, [
    ...["--conditions=@bedrock-contract/source", "--input-type=module", "--eval", code],
  ]);
  expect(JSON.parse(stdout)).toEqual({ status: 200, heavy: [], later: true });
});

test("stops listening at the end of the block that has it with await using", async () => {
  let url = "";
  {
    await using own = await startMock();
    ({ url } = own);
    expect((await fetch(`${url}/foundation-models`)).status).toBe(200);
  }
  await expect(fetch(`${url}/foundation-models`)).rejects.toThrow();
});

// What a flow does is known after what it follows only.
const standing = readExamples().filter(({ isFlow = false }) => !isFlow);
const answerable = standing.filter(
  ({ operation, api }) => operationNamed(operation) !== undefined && !gatewayApis.some((each) => each === api),
);
const successes = answerable.filter(({ status, operation }) => status < 400 && !isStream(operation));
const streams = answerable.filter(({ status, operation }) => status < 400 && isStream(operation));
const errors = answerable.filter(({ status, api }) => status >= 400 && api !== "runtime");

function isStream(operation: string): boolean {
  return operationNamed(operation)?.responseMediaType === EVENT_STREAM_MEDIA_TYPE;
}

const kindOf = ({ operation, errorType }: MockExample) => `${operation} ${errorType}`;

test.each(someOf(successes, kindOf))(
  "answers $api $operation $name with that example",
  { tags: "longer" },
  async (example) => {
    const { response, body } = await send(example);
    const asked = await send(example, `code=${example.status}, example=${example.name}`);
    expect(response.status).toBe(example.status);
    expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f]{8}-/);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(body).toEqual(asked.body);
  },
);

test.each(someOf(errors, kindOf))(
  "answers $api $operation with the error $name when asked for it",
  { tags: "longer" },
  async (example) => {
    const first = [...successes, ...streams].find(
      ({ api, operation }) => api === example.api && operation === example.operation,
    );
    expect(first).toBeDefined();
    const { response, body } = await send(first ?? example, `code=${example.status}, example=${example.name}`);
    expect(response.status).toBe(example.status);
    expect(response.headers.get("x-amzn-errortype")).toBe(
      `${example.errorType}:http://internal.amazon.com/coral/com.amazon.bedrock/`,
    );
    expect(body).toMatchObject({ message: expect.any(String) });
  },
);

const asked = errors.filter(({ parameters }) => Object.keys(parameters).length > 0);
test.each(someOf(asked, kindOf))(
  "answers $api $operation with the error $name to the request of that example",
  { tags: "longer" },
  async (example) => {
    const { response } = await send(example);
    expect(response.status).toBe(example.status);
  },
);

const invocations = successes.filter(({ operation }) => operation === "InvokeModel");
test.each(someOf(invocations, ({ api }) => api))(
  "adds the headers of InvokeModel to $api $name",
  { tags: "longer" },
  async (example) => {
    const echoed = { "x-amzn-bedrock-service-tier": "flex", "x-amzn-bedrock-performanceconfig-latency": "optimized" };
    const { response, body } = await send(example, `example=${example.name}`, echoed);
    expect(response.headers.get("x-amzn-bedrock-invocation-latency")).toMatch(/^[1-9]\d*$/);
    expect(Object.fromEntries(response.headers)).toMatchObject(echoed);
    const format = formats.find(({ id }) => id === example.api);
    if (format?.kind === "text" && format.response.inputTokens !== undefined) {
      const { inputTokens, outputTokens } = format.response;
      const counted = (name: string) => response.headers.get(`x-amzn-bedrock-${name}-token-count`);
      expect(counted("input")).toBe(sumAt(body, inputTokens));
      expect(counted("output")).toBe(sumAt(body, outputTokens));
    }
  },
);

/** The sum of the numbers at a place, as a header has it; null where there are none. */
function sumAt(body: unknown, place: string | undefined): string | null {
  const counts = place === undefined ? [] : readAll(body, place).map(({ value }) => value);
  const numbers = counts.filter((count) => typeof count === "number");
  return numbers.length === 0 ? null : String(numbers.reduce((sum, count) => sum + count, 0));
}

test("names the examples that exist when it is asked for another one", async () => {
  const { response, body } = await get("/foundation-models/amazon.unheard-of-v1", {
    prefer: "example=no-such-example",
  });
  expect(response.status).toBe(400);
  expect(body).toEqual({
    message: expect.stringMatching(/no example example=no-such-example; it has: .*by-id \(200\)/),
  });
  expect((await get("/foundation-models/amazon.unheard-of-v1", { prefer: "code=abc" })).response.status).toBe(400);
});

test("does not find a resource that no example knows", async () => {
  const { response, body } = await get("/foundation-models/amazon.unheard-of-v1");
  expect(response.status).toBe(404);
  expect(response.headers.get("x-amzn-errortype")).toMatch(/^ResourceNotFoundException:/);
  expect(body).toEqual({
    message: expect.stringMatching(
      /^amazon\.unheard-of-v1 does not exist in this mock\. Known ids: .*anthropic\.claude/,
    ),
  });
});

test.each(Object.values(operations).filter(({ api }) => !gatewayApis.includes(api)))(
  "refuses another method than that of $name",
  async (operation) => {
    const path = operation.path.replaceAll(/\{[^}]+\}/g, "x");
    const method = ["PATCH", "PUT", "DELETE"].find((each) => findOperation(each, path) === undefined) ?? "OPTIONS";
    for (const wrong of [method, "HEAD", "OPTIONS"]) {
      const response = await fetch(`${mock.url}${path}`, { method: wrong });
      expect(response.status).toBe(405);
      expect(response.headers.get("x-amzn-errortype")).toMatch(/^UnknownOperationException:/);
      expect(response.headers.get("allow")).toContain(operation.method);
      expect(await response.text()).toMatch(wrong === "HEAD" ? /^$/ : /not recognized/);
    }
  },
);

test.each([
  {
    title: "an unknown path",
    path: "/no/such/path",
    status: 404,
    type: "UnknownOperationException",
    names: "The requested operation is not recognized by the service.",
  },
  {
    title: "malformed percent-encoding of a label",
    path: "/model/%E0%A4%A/invoke",
    body: "{}",
    status: 400,
    type: "ValidationException",
    names: "%E0%A4%A",
  },
  {
    title: "malformed percent-encoding of a query",
    path: "/foundation-models?byProvider=%zz",
    status: 400,
    type: "ValidationException",
    names: "%zz",
  },
  {
    title: "an unknown model",
    path: "/model/no.such-model/invoke",
    body: "{}",
    status: 400,
    type: "ValidationException",
    names: "model identifier is invalid",
  },
  {
    title: "an unknown model before malformed JSON",
    path: "/model/no.such-model/invoke",
    body: "{",
    status: 400,
    type: "ValidationException",
    names: "model identifier is invalid",
  },
  ...[
    "arn:aws-cn:bedrock:us-east-1:111122223333:imported-model/abcdef123456",
    "arn:aws-us-gov:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
  ].map((arn) => ({
    title: `an ARN of another partition, ${arn.slice(0, 14)}…`,
    path: `/model/${encodeURIComponent(arn)}/invoke`,
    body: "{}",
    status: 400,
    type: "ValidationException",
    names: "model identifier is invalid",
  })),
  ...["amazon.titan-embed-text-v2:0", "ai21.j2-mid-v1", "amazon.nova-canvas-v1:0"].map((model) => ({
    title: `a stream of ${model}, which makes none`,
    path: `/model/${encodeURIComponent(model)}/invoke-with-response-stream`,
    body: "{}",
    status: 400,
    type: "ValidationException",
    names: "The model is unsupported for streaming.",
  })),
  {
    title: "malformed JSON on InvokeModel",
    path: IMPORTED_MODEL,
    body: '{"prompt":',
    status: 400,
    type: "ValidationException",
    names: "Malformed input request",
  },
  {
    title: "an empty body on InvokeModel",
    path: IMPORTED_MODEL,
    body: "",
    status: 400,
    type: "ValidationException",
    names: "Malformed input request: the body is empty",
  },
  {
    title: "a missing member on InvokeModel",
    path: IMPORTED_MODEL,
    body: '{"max_gen_len": 5}',
    status: 400,
    type: "ValidationException",
    names: "prompt",
  },
  {
    title: "a body that is not an object on InvokeModel",
    path: IMPORTED_MODEL,
    body: "[]",
    status: 400,
    type: "ValidationException",
    names: "Malformed input request",
  },
  {
    title: "malformed JSON on the management API",
    path: "/model-customization-jobs",
    body: '{"jobName":',
    status: 400,
    type: "SerializationException",
    names: "not JSON",
  },
  {
    title: "a body that is no UTF-8",
    path: "/model-customization-jobs",
    body: new Uint8Array([0x22, 0xff, 0x22]),
    status: 400,
    type: "SerializationException",
    names: "UTF-8",
  },
  {
    title: "an empty body on the management API",
    path: "/model-customization-jobs",
    body: "",
    status: 400,
    type: "ValidationException",
    names: "jobName",
  },
  {
    title: "a body nested a million times",
    path: "/model-customization-jobs",
    body: "[".repeat(1_000_000),
    status: 400,
    type: "SerializationException",
    names: "not JSON",
  },
  {
    title: "a wrong type on the management API",
    path: "/model-customization-jobs",
    body: '{"jobName": 1}',
    status: 400,
    type: "ValidationException",
    names: "jobName",
  },
  {
    title: "a number out of range in the query",
    path: "/custom-models?maxResults=0",
    status: 400,
    type: "ValidationException",
    names: "maxResults",
  },
  {
    title: "a text where the query has a number",
    path: "/custom-models?maxResults=many",
    status: 400,
    type: "ValidationException",
    names: "maxResults",
  },
])("refuses $title", async ({ path, body, status, type, names }) => {
  const response = await fetch(
    `${mock.url}${path}`,
    body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body },
  );
  expect(response.headers.get("x-amzn-errortype")).toBe(`${type}:http://internal.amazon.com/coral/com.amazon.bedrock/`);
  expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f]{8}-/);
  const answered = await response.json();
  expect(answered).toEqual({ message: expect.stringContaining(names) });
  expect(response.status).toBe(status);
});

test("still answers after all of these", async () => {
  const [first] = successes;
  expect(first).toBeDefined();
  if (first !== undefined) {
    expect((await send(first)).response.status).toBe(first.status);
  }
});

test("rejects a port that is taken", async () => {
  await expect(startMock({ port: mock.port })).rejects.toThrow("EADDRINUSE");
});

test("leaves nothing behind that keeps the process alive", async () => {
  const script = `
    const { startMock } = await import(${JSON.stringify(new URL("./index.ts", import.meta.url).href)});
    const mock = await startMock();
    const response = await fetch(mock.url + "/foundation-models");
    await mock.close();
    process.stdout.write(String(response.status));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@bedrock-contract/source", "--input-type=module", "--eval", script],
    { cwd: fileURLToPath(new URL("..", import.meta.url)), timeout: 15_000 },
  );
  expect(stdout).toBe("200");
});

async function get(path: string, headers: Record<string, string> = {}): Promise<Received> {
  const response = await fetch(`${mock.url}${path}`, { headers });
  return { response, body: await response.json() };
}

interface Received {
  readonly response: Response;
  readonly body: unknown;
}

async function send(example: MockExample, prefer = "", headers: Record<string, string> = {}): Promise<Received> {
  const operation = operationNamed(example.operation);
  if (operation === undefined) {
    throw new Error(`No operation ${example.operation}`);
  }
  const request = createRequest(operation, { parameters: example.parameters, body: example.body });
  const response = await fetch(requestUrl(mock.url, request), {
    method: request.method,
    headers: { ...request.headers, ...headers, prefer },
    ...(typeof request.body === "string" ? { body: request.body } : {}),
  });
  return { response, body: await response.json() };
}
