import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { encodeFrame, FrameDecoder, operations } from "@bedrock-contract/wire";
import { describe, expect, test } from "vitest";
import { checkIds, gradeText } from "../../test/grade-text.ts";
import type { CaseResult } from "../result.ts";
import { checkFiles } from "./grade/check-files.ts";
import type { ExchangeLine } from "./read/exchange-line.ts";

const FOLDER = new URL("../../../../shared/recordings/", import.meta.url);
const FILE = fileURLToPath(new URL("exchanges.jsonl", FOLDER));
const isPresent = existsSync(FILE);

/** A stream without it, as some recordings are, shows nothing about it. */
const CONTENT_TYPE_OF_CHUNKS = "response.headers.x-amzn-bedrock-content-type";

/** The recorded operations of the runtime API whose bodies no format describes. */
const DESCRIBED = ["Converse", "ConverseStream", "ApplyGuardrail", "CountTokens"];

interface NamedExchange extends ExchangeLine {
  readonly id: string;
  readonly operation: string;
}

describe.skipIf(!isPresent)("recordings of the real service (skipped where ../shared is absent)", () => {
  const lines = isPresent ? readFileSync(FILE, "utf8").trim().split("\n") : [];
  // Amazon Bedrock's own OpenAI api names no operations.
  const named: Readonly<Record<string, string>> = {
    "chat/completions": "CreateChatCompletion",
    responses: "CreateResponse",
  };
  const exchanges = lines
    .map((line): NamedExchange => JSON.parse(line))
    .map((each) => ({ ...each, operation: named[each.operation] ?? each.operation }));
  const supported = exchanges.filter(({ operation }) => Object.hasOwn(operations, operation));
  const recordedStreams = exchanges.filter(({ response }) => response.events !== undefined);
  const streams = recordedStreams.filter((each) => supported.includes(each));

  test("all conform: bodies in our formats, envelopes, headers, errors and frames in all", async () => {
    const results: CaseResult[] = [];
    const { summary, malformed, exitCode } = await checkFiles([FILE], {
      reporters: [{ result: (result) => void results.push(result) }],
    });

    expect(
      results.flatMap(({ id, checks }) =>
        checks.filter(({ outcome }) => outcome === "fail").map((check) => [id, check]),
      ),
    ).toEqual([]);
    const unsupported = exchanges.length - supported.length;
    expect(summary).toMatchObject({ fail: 0, unsupported, "not-testable": 0, error: 0 });
    expect([summary.pass, summary["pass (envelope)"]]).toEqual([supported.length, 0]);
    expect(summary.pass).toBeGreaterThan(summary.refusals);
    expect(results.map(({ id, operation }) => [id, operation])).toEqual(
      exchanges.map(({ id, operation }) => [id, operation]),
    );
    expect([malformed, exitCode]).toEqual([[], 0]);
    const ofStreams = results.filter(({ id }) => streams.some((stream) => stream.id === id));
    const isRemoved = ({ redacted = [], response }: NamedExchange): boolean =>
      redacted.includes(CONTENT_TYPE_OF_CHUNKS) || response.headers?.["content-type"] === undefined;
    const removed = new Set(streams.filter(isRemoved).map(({ id }) => id));
    for (const result of ofStreams) {
      const outcome = removed.has(result.id) ? "unsupported" : "pass";
      expect([result.id, checkIds(result, outcome)]).toEqual([
        result.id,
        expect.arrayContaining(["stream-content-type"]),
      ]);
    }
    for (const check of ["frame-crc", "frame-headers", "chunk-payload", "recorded-events", "stream-end"]) {
      expect(
        ofStreams.filter((result) => !checkIds(result, "pass").includes(check)),
        check,
      ).toEqual([]);
    }
  });

  test("no exchange is judged by its envelope only where the operation describes the bodies", async () => {
    const described = supported.filter(({ operation }) => DESCRIBED.includes(operation));
    const results: CaseResult[] = [];
    await checkFiles([FILE], {
      run: described.map(({ id }) => id),
      reporters: [{ result: (result) => void results.push(result) }],
    });

    expect(new Set(results.map(({ operation }) => operation))).toEqual(new Set(DESCRIBED));
    for (const result of results) {
      const { operation, stream } = result;
      const made = checkIds(result, "pass");
      const isRefused = made.includes("client-request");
      const ofResponse = stream === undefined ? ["response-schema"] : ["chunk-schema", "chunk-payload", "event-types"];
      const wanted = isRefused ? ["response-schema"] : ["request-schema", ...ofResponse];
      expect([result.id, operation, made]).toEqual([result.id, operation, expect.arrayContaining(wanted)]);
    }
  });

  test("what answers mean is judged, where a format describes them", async () => {
    const { results } = await gradeText(
      "claude.jsonl",
      lines.filter((line) => line.includes("max_tokens_to_sample") || line.includes("sagemaker")).join("\n"),
    );
    const made = results.flatMap((result) => checkIds(result, "pass"));

    expect(results.length).toBeGreaterThan(0);
    expect(made).toEqual(expect.arrayContaining(["stop-reason"]));
  });

  test("bodies without a spec are counted as unsupported checks", async () => {
    const known = exchanges.find(({ operation }) => operation === "InvokeModel");
    const foreign = {
      ...known,
      operation: "InvokeModel",
      request: { ...known?.request, path: "/model/vendor.model-v1%3A0/invoke", body: { question: "Why?" } },
      response: { ...known?.response, body: { reply: "Because." } },
    };
    const { results, summary } = await gradeText("foreign.jsonl", JSON.stringify(foreign));

    expect(results[0]).toMatchObject({
      outcome: "pass (envelope)",
      reason: expect.stringContaining("no spec for the format"),
    });
    expect(checkIds(results[0], "unsupported")).toEqual(["request-schema", "response-schema", "known-values"]);
    expect(summary.unsupportedChecks).toBe(3);
    expect(checkIds(results[0], "pass")).toEqual(
      expect.arrayContaining(["status", "content-type", "request-parameters"]),
    );
  });

  test("server-sent events given as a string are judged", async () => {
    const chats = exchanges.filter(({ operation }) => operation === "CreateChatCompletion");
    const streamed = chats.filter(({ response }) => response.bodyEncoding === "text");
    const results: CaseResult[] = [];
    await checkFiles([FILE], {
      run: streamed.map(({ id }) => id),
      reporters: [{ result: (result) => void results.push(result) }],
    });

    expect(streamed.length).toBeGreaterThan(0);
    expect(results.map(({ id, operation, outcome }) => [id, operation, outcome])).toEqual(
      streamed.map(({ id }) => [id, "CreateChatCompletion", "pass"]),
    );
    expect(results.filter((result) => !checkIds(result, "pass").includes("sse-framing"))).toEqual([]);
  });

  test("frames decode byte-exactly", () => {
    for (const { id } of recordedStreams) {
      const bytes = readFileSync(new URL(`streams/${id}.bin`, FOLDER));
      const decoder = new FrameDecoder();
      const frames = decoder.push(bytes);
      decoder.end();
      const again = frames.map(({ headers, payload }) =>
        encodeFrame(Object.fromEntries(headers.map(({ name, value }) => [name, String(value)])), payload),
      );

      expect(Buffer.concat(again).equals(bytes), id).toBe(true);
    }
    expect(recordedStreams.length).toBeGreaterThan(100);
  });

  test("events alone are graded, but for what only bytes show", async () => {
    const { results, exitCode } = await gradeText(
      "events.jsonl",
      streams.map((each) => JSON.stringify(each)).join("\n"),
    );

    expect(exitCode).toBe(0);
    expect(results).toHaveLength(streams.length);
    expect(results.every((result) => checkIds(result, "unsupported").includes("frame-crc"))).toBe(true);
    expect(results.every((result) => checkIds(result, "pass").includes("frame-headers"))).toBe(true);
  });

  test("an event that was changed differs from its frame", async () => {
    const [first] = streams;
    const events = first?.response.events?.map((event, index) =>
      index === 0 ? { ...event, chunk: { made: "up" } } : event,
    );
    const changed = { ...first, response: { ...first?.response, events } };
    const { results } = await gradeText("changed.jsonl", JSON.stringify(changed));

    expect(checkIds(results[0], "fail")).toEqual(["recorded-events"]);
  });
});
