import { type Mock, startMock } from "@bedrock-contract/mock";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isFull, someOf } from "../../../.some-of.ts";
import { checkIds, gradeText } from "../../test/grade-text.ts";
import { harOf, linesOf, type RecordedFetch, recordTraffic } from "../../test/record-traffic.ts";
import type { Case } from "../case.ts";
import { loadCases } from "../cases/load-cases.ts";
import { isSession } from "../exchange/stream/client-events.ts";

const STREAM = "bedrock-completion/InvokeModelWithResponseStream/hello";
const JSON_CASE = "openai-chat-completion/InvokeModel/structured-output-regex";
const EVENTS = "gateway/CreateChatCompletion/streaming";
const CHAT = "gateway/CreateChatCompletion/text";
const READ = "management/GetFoundationModel/by-id";
const THROTTLED = "runtime/InvokeModel/throttled";
const TUNING = "management/CreateModelCustomizationJob/fine-tuning";
const NAMED = [STREAM, JSON_CASE, EVENTS, CHAT, READ, THROTTLED, TUNING];

let mock: Mock;
let traffic: readonly RecordedFetch[] = [];
beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
  const cases = (await loadCases()).filter(
    // A recorder of texts cannot hold the frames that a session sends.
    ({ authentication, operation }) => authentication === undefined && !isSession(operation),
  );
  const groupOf = ({ id, operation, kind }: Case) => (NAMED.includes(id) ? id : `${operation} ${kind}`);
  const first = [...new Map(cases.toReversed().map((each) => [groupOf(each), each])).values()];
  traffic = await recordTraffic(mock.url, isFull ? cases : first);
});
afterAll(() => mock.close());

function recordedAs(id: string): RecordedFetch {
  const found = traffic.find(({ name }) => name === id);
  if (found === undefined) {
    throw new Error(`There is no recorded exchange ${id}`);
  }
  return found;
}

describe("traffic recorded from the mock", () => {
  test.each([
    { form: "HAR", name: "mock.har", write: harOf, of: (all: typeof traffic) => someOf(all) },
    { form: "JSON lines", name: "mock.jsonl", write: linesOf, of: (all: typeof traffic) => all },
  ])("passes as $form, all of it", { tags: "longer" }, async ({ name, write, of }) => {
    const recorded = of(traffic);
    const { results, summary, exitCode } = await gradeText(name, write(recorded));

    expect(results.filter(({ outcome }) => outcome !== "pass").map(({ id, checks }) => [id, checks])).toEqual([]);
    expect(summary).toMatchObject({ pass: recorded.length, fail: 0, unsupported: 0, "not-testable": 0, error: 0 });
    expect(exitCode).toBe(0);
  });

  test("is read with its formats and streams", async () => {
    const { results } = await gradeText("mock.har", harOf([recordedAs(STREAM), recordedAs(JSON_CASE)]));

    expect(results.map(({ format }) => format)).toEqual(["bedrock-completion", "openai-chat-completion"]);
    expect(checkIds(results[0], "pass")).toEqual(
      expect.arrayContaining([
        "frame-crc",
        "frame-headers",
        "chunk-payload",
        "chunk-schema",
        "chunk-order",
        "stream-end",
      ]),
    );
    expect(checkIds(results[1], "pass")).toEqual(expect.arrayContaining(["request-schema", "response-schema"]));
    expect(results.flatMap((result) => checkIds(result, "unsupported"))).toEqual([]);
    expect(results.map(({ id, durationMs }) => [id, durationMs])).toEqual([
      ["mock.har/1", 12.5],
      ["mock.har/2", 12.5],
    ]);
  });
});

const BROKEN_IMAGE = JSON.stringify({
  messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA!" } }] }],
});

describe("a corrupted copy of it", () => {
  const changes: readonly {
    readonly what: string;
    readonly id: string;
    readonly check: string;
    readonly change: (exchange: RecordedFetch) => RecordedFetch;
  }[] = [
    { what: "a flipped bit in a frame", id: STREAM, check: "frame-crc", change: (each) => withBody(each, flipped) },
    {
      what: "a stream that is cut",
      id: STREAM,
      check: "stream-end",
      change: (each) => withBody(each, (body) => body.subarray(0, -7)),
    },
    {
      what: "a dropped member",
      id: JSON_CASE,
      check: "response-schema",
      change: (each) => withJson(each, withoutFirstMember("choices")),
    },
    {
      what: "dropped members",
      id: READ,
      check: "response-schema",
      change: (each) => withJson(each, () => ({ modelDetails: { modelId: "only" } })),
    },
    {
      what: "another error type",
      id: THROTTLED,
      check: "error-type",
      change: (each) => withHeader(each, "x-amzn-errortype", "ConflictException"),
    },
    {
      what: "no error type",
      id: THROTTLED,
      check: "error-type",
      change: (each) => withHeader(each, "x-amzn-errortype", undefined),
    },
    { what: "another status", id: JSON_CASE, check: "status", change: (each) => withStatus(each, 202) },
    {
      what: "another status",
      id: THROTTLED,
      check: "status",
      change: (each) => withStatus(each, 418),
    },
    {
      what: "another status, of another exception",
      id: THROTTLED,
      check: "error-type",
      change: (each) => withStatus(each, 400),
    },
    {
      what: "another content type",
      id: READ,
      check: "content-type",
      change: (each) => withHeader(each, "content-type", "text/plain"),
    },
    {
      what: "another content type of a stream",
      id: STREAM,
      check: "stream-content-type",
      change: (each) => withHeader(each, "content-type", "text/event-stream"),
    },
    {
      what: "one JSON body for the stream that was asked for",
      id: EVENTS,
      check: "sse-framing",
      change: (each) => answeredAs(each, recordedAs(CHAT)),
    },
    {
      what: "a stream that was not asked for",
      id: CHAT,
      check: "content-type",
      change: (each) => answeredAs(each, recordedAs(EVENTS)),
    },
    {
      what: "one JSON body for frames",
      id: STREAM,
      check: "stream-content-type",
      change: (each) => answeredAs(each, recordedAs(JSON_CASE)),
    },
    {
      what: "an accepted request that is wrong",
      id: JSON_CASE,
      check: "request-schema",
      change: (each) => withRequest(each, { body: '{"messages":"Hello"}' }),
    },
    {
      what: "an accepted request that breaks a rule of its format",
      id: JSON_CASE,
      check: "request-schema",
      change: (each) => withRequest(each, { body: BROKEN_IMAGE }),
    },
    {
      what: "an accepted request without body",
      id: TUNING,
      check: "request-schema",
      change: (each) => withRequest(each, { body: undefined }),
    },
    {
      what: "an accepted project that cannot be",
      id: READ,
      check: "request-parameters",
      change: (each) => withRequest(each, { url: `${each.request.url}?projectIdentifier=no%20project` }),
    },
  ];

  test.each(changes)("with $what fails, by $check", async ({ id, check, change }) => {
    const { results, exitCode } = await gradeText("mock.jsonl", linesOf([change(recordedAs(id))]));

    expect(results.map((result) => checkIds(result, "fail"))).toEqual([[check]]);
    expect(exitCode).toBe(1);
  });

  test("fails as HAR alike", async () => {
    const changed = changes.map(({ id, change }) => change(recordedAs(id)));
    const { results } = await gradeText("mock.har", harOf(changed));

    expect(results.map((result) => checkIds(result, "fail"))).toEqual(changes.map(({ check }) => [check]));
  });

  test("takes null for absent in a request that was accepted", async () => {
    const exchange = recordedAs(JSON_CASE);
    const body = { ...JSON.parse(exchange.request.body ?? "{}"), temperature: null, stop: null };
    const { results } = await gradeText("mock.jsonl", linesOf([withRequest(exchange, { body: JSON.stringify(body) })]));
    expect(checkIds(results[0], "fail")).toEqual([]);
  });

  test("says who accepted a wrong request, and who sent it", async () => {
    const wrong = withRequest(recordedAs(JSON_CASE), { body: '{"messages":"Hello"}' });
    const bedrock = withRequest(wrong, {
      url: wrong.request.url.replace(mock.url, "https://bedrock-runtime.us-east-1.amazonaws.com"),
    });
    const refused = withRequest(recordedAs(THROTTLED), { body: '{"prompt":1}' });
    const { results } = await gradeText("mock.jsonl", linesOf([wrong, bedrock, refused]));

    const messages = results.map(
      ({ checks }) => checks.find(({ outcome }) => outcome === "fail" || outcome === "warn")?.message,
    );
    expect(messages[0]).toContain("either the target checks less than Amazon Bedrock, or the specs are wrong");
    expect(messages[1]).toContain("Amazon Bedrock accepted a request that the specs refuse: the specs are wrong");
    expect(messages[2]).toContain("the client's request breaks the specs, and got an error response");
    expect(results.map(({ outcome }) => outcome)).toEqual(["fail", "fail", "pass"]);
  });
});

function answeredAs(exchange: RecordedFetch, { response }: RecordedFetch): RecordedFetch {
  return { ...exchange, response };
}

function withBody(exchange: RecordedFetch, change: (body: Buffer) => Buffer): RecordedFetch {
  return { ...exchange, response: { ...exchange.response, body: change(exchange.response.body) } };
}

function withJson(exchange: RecordedFetch, change: (value: Record<string, unknown>) => unknown): RecordedFetch {
  return withBody(exchange, (body) => Buffer.from(JSON.stringify(change(JSON.parse(body.toString("utf8"))))));
}

function withHeader(exchange: RecordedFetch, name: string, value: string | undefined): RecordedFetch {
  const headers = new Headers(exchange.response.headers);
  headers.delete(name);
  if (value !== undefined) {
    headers.set(name, value);
  }
  return { ...exchange, response: { ...exchange.response, headers } };
}

function withStatus(exchange: RecordedFetch, status: number): RecordedFetch {
  return { ...exchange, response: { ...exchange.response, status } };
}

function withRequest(exchange: RecordedFetch, change: Partial<RecordedFetch["request"]>): RecordedFetch {
  return { ...exchange, request: { ...exchange.request, ...change } };
}

function flipped(body: Buffer): Buffer {
  const copy = Buffer.from(body);
  copy[60] = (copy[60] ?? 0) ^ 1;
  return copy;
}

function withoutFirstMember(name: string): (value: Record<string, unknown>) => unknown {
  return ({ [name]: _, ...rest }) => rest;
}
