import { encodeChunk, findOperation } from "@bedrock-contract/wire";
import type { Case } from "../../case.ts";
import { EVENT_STREAM, SERVER_SENT_EVENTS } from "../../exchange/answer.ts";
import type { RawAnswer } from "../mutants/mutant.ts";
import { sseBody } from "../mutants/server-sent-events.ts";
import type { Respond } from "./serve.ts";

/** A target that reads no request. Its score is 0, whatever it says. */
export interface TrivialTarget {
  readonly name: string;
  readonly respond: Respond;
}

/** The targets that answer without reading what they are asked; the examples are those of the cases. */
export function trivialTargets(cases: readonly Case[]): readonly TrivialTarget[] {
  const [first] = cases.filter(isExample);
  return [
    { name: "refuse-all", respond: () => refusal(400, "ValidationException") },
    { name: "nothing-found", respond: () => refusal(404, "ResourceNotFoundException") },
    { name: "too-busy", respond: () => refusal(429, "ThrottlingException") },
    { name: "no-access", respond: () => refusal(403, "AccessDeniedException") },
    { name: "empty-object", respond: () => json(200, {}) },
    { name: "empty-list", respond: () => json(200, []) },
    { name: "unknown-operation", respond: () => json(200, UNKNOWN_OPERATION) },
    { name: "html-page", respond: () => ({ ...json(200, ""), body: Buffer.from("<html><body>OK</body></html>") }) },
    { name: "one-example", respond: () => (first === undefined ? json(200, {}) : exampleOf(first)) },
    { name: "first-example", respond: firstExample(cases) },
    {
      name: "echo",
      respond: ({ headers, body }) => ({
        status: 200,
        headers: { "content-type": headers["content-type"] ?? "application/json" },
        body,
      }),
    },
  ];
}

/** What AWS's router answers where it knows no operation. */
const UNKNOWN_OPERATION = {
  Output: { __type: "com.amazon.coral.service#UnknownOperationException" },
  Version: "1.0",
};

function json(status: number, value: unknown): RawAnswer {
  const headers = { "content-type": "application/json", "x-amzn-requestid": "1" };
  return { status, headers, body: Buffer.from(JSON.stringify(value)) };
}

/** An error in the shapes of AWS and of OpenAI at once, which names whatever a reader may look for. */
function refusal(status: number, type: string): RawAnswer {
  const message = "The request is refused.";
  const { headers, body } = json(status, { message, error: { message } });
  return { status, headers: { ...headers, "x-amzn-errortype": type }, body };
}

/** Answers each operation with the first example of it. */
function firstExample(cases: readonly Case[]): Respond {
  const examples = new Map<string, RawAnswer>();
  for (const given of cases.filter(isExample)) {
    if (!examples.has(given.operation)) {
      examples.set(given.operation, exampleOf(given));
    }
  }
  return ({ method, url }) => {
    const path = url.split("?")[0] ?? "";
    // A gateway's base path is that of the server here.
    const operation = (findOperation(method, path) ?? findOperation(method, `/api/v1${path}`))?.operation.name ?? "";
    return examples.get(operation) ?? json(200, {});
  };
}

function isExample({ kind, authentication, expect }: Case): boolean {
  return kind !== "negative" && authentication === undefined && expect.status.every((status) => status < 300);
}

/** The response that an example shows. */
function exampleOf({ operation, mediaType, expect }: Case): RawAnswer {
  const [status = 200] = expect.status;
  const chunks: readonly unknown[] = Array.isArray(expect.body) ? expect.body : [];
  if (mediaType === SERVER_SENT_EVENTS) {
    const body = sseBody([...chunks.map((chunk) => JSON.stringify(chunk)), "[DONE]"]);
    return { status, headers: { "content-type": SERVER_SENT_EVENTS }, body };
  }
  if (operation !== "InvokeModelWithResponseStream") {
    return json(status, expect.body);
  }
  const headers = {
    "content-type": EVENT_STREAM,
    "x-amzn-bedrock-content-type": "application/json",
    "x-amzn-requestid": "1",
  };
  const body = Buffer.concat(chunks.map((chunk) => encodeChunk(Buffer.from(JSON.stringify(chunk)), 4)));
  return { status, headers, body };
}
