import { isDeepStrictEqual } from "node:util";
import { excerpt } from "../exchange/answer.ts";
import type { CheckResult, Level } from "../result.ts";
import type { ClientExpectation } from "./client-cases.ts";
import type { ClientAnswer } from "./client-program.ts";

/** What a client did: what it said, and when it asked. */
export interface ClientBehaviour {
  readonly answer: ClientAnswer | { readonly silent: string };
  /** When each request came, in milliseconds. */
  readonly requestedAt: readonly number[];
  /** The connections that were open when it had answered. */
  readonly connections: number;
}

/** Connections that a client may keep for later. */
const MOST_CONNECTIONS = 16;

/** Judges what a client made of its answers. */
export function judgeClient(
  expect: ClientExpectation,
  { answer, requestedAt, connections }: ClientBehaviour,
): readonly CheckResult[] {
  if ("silent" in answer) {
    return [
      fault("client-answers", "MUST", {
        message: "the client did not finish in time",
        expected: "a result or an error",
        received: answer.silent,
      }),
    ];
  }
  return [
    pass("client-answers", "MUST"),
    ...errorChecks(expect, answer),
    ...contentChecks(expect, answer),
    ...attemptChecks(expect, requestedAt),
    check(connections <= MOST_CONNECTIONS, "client-connections", "SHOULD", {
      message: "connections stay open",
      expected: `at most ${MOST_CONNECTIONS}`,
      received: String(connections),
    }),
  ];
}

function errorChecks(
  { error: wanted, orError = false }: ClientExpectation,
  { error, text }: ClientAnswer,
): readonly CheckResult[] {
  if (wanted === undefined) {
    return [
      check(error === undefined || orError, "client-error", "MUST", {
        message: "the client fails on a response that it should tolerate",
        expected: "no error",
        received: describe(error),
      }),
    ];
  }
  const isTold = error !== undefined;
  const surfaced = check(isTold, "client-error", "MUST", {
    message: "the client reports a failed call as a success",
    expected: wanted === "any" ? "an error" : wanted,
    received: `no error, and the text ${JSON.stringify(excerpt(text ?? ""))}`,
  });
  const named = check(error?.name.toLowerCase() === wanted.toLowerCase(), "client-error-name", "SHOULD", {
    message: "the client does not name the exception",
    expected: wanted,
    received: describe(error),
  });
  return wanted === "any" || !isTold ? [surfaced] : [surfaced, named];
}

function contentChecks(
  { text, textLength, toolCalls, keeps, orError }: ClientExpectation,
  answer: ClientAnswer,
): readonly CheckResult[] {
  if (answer.error !== undefined) {
    return [];
  }
  const said = answer.text ?? "";
  return [
    ...(text === undefined || (orError === true && said === "")
      ? []
      : [
          check(said === text, "client-text", "MUST", {
            message: "the client reports a different text",
            expected: JSON.stringify(text),
            received: JSON.stringify(excerpt(said)),
          }),
        ]),
    ...(textLength === undefined
      ? []
      : [
          check(said.length === textLength, "client-text", "MUST", {
            message: "the client reports a different text",
            expected: `${textLength} characters`,
            received: `${said.length} characters`,
          }),
        ]),
    ...(toolCalls === undefined
      ? []
      : [
          check(
            isDeepStrictEqual(
              answer.toolCalls?.map(({ name, input }) => ({ name, input })),
              toolCalls,
            ),
            "client-tool-calls",
            "MUST",
            {
              message: "the client reports a different tool call",
              expected: JSON.stringify(toolCalls),
              received: JSON.stringify(answer.toolCalls) ?? "none",
            },
          ),
        ]),
    ...(keeps === undefined || answer.response === undefined
      ? []
      : [
          check(JSON.stringify(answer.response).includes(`"${keeps}"`), "client-unknown-members", "SHOULD", {
            message: "the client drops members that it does not know",
            expected: `a response that shows ${keeps}`,
            received: excerpt(JSON.stringify(answer.response)),
          }),
        ]),
  ];
}

function attemptChecks(
  { attempts, leastWaitMs }: ClientExpectation,
  requestedAt: readonly number[],
): readonly CheckResult[] {
  const count = requestedAt.length;
  const [fewest, most] = attempts ?? [1, Number.POSITIVE_INFINITY];
  const waited = (requestedAt[1] ?? 0) - (requestedAt[0] ?? 0);
  return [
    check(count <= most, "client-attempts", "MUST", {
      message: "the client repeats a request that it must not repeat",
      expected: `at most ${most} ${most === 1 ? "request" : "requests"}`,
      received: String(count),
    }),
    check(count >= fewest, "client-retries", "SHOULD", {
      message: count === 0 ? "the client sends nothing" : "the client gives up early",
      expected: `${fewest} requests`,
      received: String(count),
    }),
    ...(leastWaitMs === undefined || count < 2
      ? []
      : [
          check(waited >= leastWaitMs, "client-retry-after", "SHOULD", {
            message: "the client does not wait as long as Retry-After says",
            expected: `${leastWaitMs} ms`,
            received: `${Math.round(waited)} ms`,
          }),
        ]),
  ];
}

type Fault = Pick<CheckResult, "message" | "expected" | "received">;

function check(holds: boolean, id: string, level: Level, described: Fault): CheckResult {
  return holds ? pass(id, level) : fault(id, level, described);
}

function pass(id: string, level: Level): CheckResult {
  return { id, level, outcome: "pass" };
}

function fault(id: string, level: Level, described: Fault): CheckResult {
  return { id, level, outcome: level === "MUST" ? "fail" : "warn", ...described };
}

function describe(error: ClientAnswer["error"]): string {
  return error === undefined ? "no error" : excerpt(`${error.name}: ${error.message ?? ""}`);
}
