import { isOperationName, type Operation, operations, requestTarget } from "@bedrock-contract/wire";
import type { Case } from "../src/case.ts";
import { caseRequest } from "../src/run/case-request.ts";

/** One exchange as a recorder around `fetch` sees it. */
export interface RecordedFetch {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | undefined;
  };
  readonly response: { readonly status: number; readonly headers: Headers; readonly body: Buffer };
}

/** Sends the requests of cases with `fetch`, and records what was sent and answered. */
export async function recordTraffic(url: string, cases: readonly Case[]): Promise<readonly RecordedFetch[]> {
  const recorded: RecordedFetch[] = [];
  for (const given of cases) {
    if (!isOperationName(given.operation)) {
      throw new Error(`There is no operation ${given.operation}`);
    }
    const manifest = { name: "recorded", asksForExamples: true };
    const operation: Operation = operations[given.operation];
    const request = caseRequest(operation, given, manifest);
    const { method, headers, body } = request;
    const text = body === undefined ? undefined : Buffer.from(body).toString("utf8");
    const target = `${url}${operation.basePath ?? ""}${requestTarget(request)}`;
    const response = await fetch(target, { method, headers, ...(text === undefined ? {} : { body: text }) });
    recorded.push({
      name: given.id,
      request: { method, url: target, headers, body: text },
      response: {
        status: response.status,
        headers: response.headers,
        body: Buffer.from(await response.arrayBuffer()),
      },
    });
  }
  return recorded;
}

/** The exchanges as a HAR 1.2 file, as browsers and proxies write it. */
export function harOf(recorded: readonly RecordedFetch[]): string {
  const entries = recorded.map(({ request, response }) => ({
    startedDateTime: "2026-01-01T00:00:00.000Z",
    time: 12.5,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: Object.entries(request.headers).map(([name, value]) => ({ name, value })),
      queryString: [],
      ...(request.body === undefined ? {} : { postData: { mimeType: "application/json", text: request.body } }),
      headersSize: -1,
      bodySize: Buffer.byteLength(request.body ?? ""),
    },
    response: {
      status: response.status,
      statusText: "",
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: [...response.headers].map(([name, value]) => ({ name, value })),
      content: contentOf(response),
      redirectURL: "",
      headersSize: -1,
      bodySize: response.body.length,
    },
    cache: {},
    timings: { send: 0, wait: 12.5, receive: 0 },
  }));
  const creator = { name: "test", version: "1" };
  return JSON.stringify({ log: { version: "1.2", creator, entries } }, undefined, 2);
}

/** The exchanges as JSON lines, bodies in base64. */
export function linesOf(recorded: readonly RecordedFetch[]): string {
  const lines = recorded.map(({ name, request, response }) =>
    JSON.stringify({
      id: name,
      request: { ...request, body: request.body ?? null, ...(request.body === undefined ? {} : TEXT) },
      response: {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: response.body.toString("base64"),
        bodyEncoding: "base64",
      },
    }),
  );
  return `${lines.join("\n")}\n`;
}

const TEXT = { bodyEncoding: "text" };

function contentOf({ body, headers }: RecordedFetch["response"]): Readonly<Record<string, unknown>> {
  const mimeType = headers.get("content-type") ?? "";
  return mimeType.includes("json")
    ? { size: body.length, mimeType, text: body.toString("utf8") }
    : { size: body.length, mimeType, text: body.toString("base64"), encoding: "base64" };
}
