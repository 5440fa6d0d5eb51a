import { ERROR_TYPE_HEADER, FrameDecoder } from "@bedrock-contract/wire";
import {
  type DualServerOptions,
  type ServerRequest,
  type ServerResponse,
  startDualServer,
} from "../exchange/dual-server.ts";
import { createRedact } from "../results/redact/redact.ts";
import { headerSecrets } from "../results/redact/redact-headers.ts";
import { announceStream, headersOf } from "../traffic/read/header-list.ts";
import type { RecordedExchange } from "../traffic/read/recorded-exchange.ts";
import { redactedRequestBody } from "../traffic/write/redact-recording.ts";
import { endToEnd, rawPairs } from "./header-pairs.ts";
import { refusedAccess } from "./local-access.ts";
import { RecordedAnswers } from "./recorded-answers.ts";

/** What is served, and where. */
export interface ServeRecordingOptions extends Pick<DualServerOptions, "host" | "port" | "tls"> {
  readonly files: readonly string[];
  readonly gatewayBasePaths?: readonly string[] | undefined;
  /** What recordings do not hold, beside what the headers of a request do. Default: nothing. */
  readonly secrets?: readonly string[];
  /** Is told of each request; `refusal` says why it got no recorded answer. */
  readonly told: (request: string, refusal: string | undefined) => void;
}

/** A recording that answers. */
export interface ServedRecording {
  readonly url: string;
  /** How many answers there are. */
  readonly count: number;
  close(): Promise<void>;
}

/** Serves the answers of recordings again, each once, to the same requests in the same order. */
export async function serveRecording(options: ServeRecordingOptions): Promise<ServedRecording> {
  const answers = await RecordedAnswers.read(options.files, options.gatewayBasePaths);
  const serve = async (request: ServerRequest, response: ServerResponse): Promise<void> => {
    const { method = "GET", url: target = "/" } = request;
    const refused = refusedAccess(request, options.host);
    const pieces: Buffer[] = [];
    for await (const piece of request) {
      pieces.push(Buffer.from(piece));
    }
    const taken =
      refused === undefined
        ? answers.take({ method, target, body: recordedBody(request, Buffer.concat(pieces), options) })
        : { refusal: refused };
    options.told(`${method} ${target}`, "refusal" in taken ? taken.refusal : undefined);
    if ("refusal" in taken) {
      refuse(response, taken.refusal);
    } else {
      await write(response, taken.exchange);
    }
  };
  const server = await startDualServer(
    (request, response) => void serve(request, response).catch(() => response.destroy()),
    options,
  );
  return { url: server.url, count: answers.count, close: server.close };
}

/** A body as it was recorded: without secrets. */
function recordedBody(
  { rawHeaders }: ServerRequest,
  body: Buffer,
  { secrets = [] }: Pick<ServeRecordingOptions, "secrets">,
): Buffer {
  const headers = headersOf(rawPairs(rawHeaders));
  return redactedRequestBody(body, headers, createRedact([...headerSecrets(headers), ...secrets]));
}

/** No client repeats what was refused so. */
function refuse(response: ServerResponse, message: string): void {
  const body = JSON.stringify({ message: `bedrock-conformance replay: ${message}` });
  response.writeHead(400, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    [ERROR_TYPE_HEADER]: "ValidationException",
  });
  response.end(body);
}

/** A stream is written frame by frame; what broke off breaks off again. */
async function write(response: ServerResponse, { response: recorded }: RecordedExchange): Promise<void> {
  const { status, headers, body, interruption } = recorded;
  const isStream = announceStream(headers);
  const sent = endToEnd(Object.entries(headers).filter(([name]) => name !== "content-encoding"));
  const length = isStream || interruption !== undefined ? {} : { "content-length": String(body.length) };
  response.writeHead(status, { ...Object.fromEntries(sent), ...length });
  for (const piece of isStream ? framesOf(body) : [body]) {
    await new Promise<void>((resolve) => response.write(piece, () => resolve()));
  }
  if (interruption === undefined) {
    response.end();
  } else {
    response.destroy();
  }
}

/** The frames of a stream, and what follows the last that is whole. */
function framesOf(body: Buffer): readonly Buffer[] {
  const ends: number[] = [0];
  try {
    new FrameDecoder().decode(body, ({ offset, length }) => void ends.push(offset + length));
  } catch {
    // What cannot be read is sent all the same.
  }
  const all = ends.at(-1) === body.length ? ends : [...ends, body.length];
  return all.slice(1).map((end, index) => body.subarray(all[index], end));
}
