import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { type Credentials, type ReceivedRequest, verifySignature } from "@bedrock-contract/wire";
import type { CaseResult } from "../result.ts";
import { gradeExchange } from "../traffic/grade/grade-exchange.ts";
import { redactionOf } from "../traffic/read/exchange-secrets.ts";
import type { RecordedExchange } from "../traffic/read/recorded-exchange.ts";
import { createExchangeWriter } from "../traffic/write/exchange-writer.ts";
import { redactedExchange } from "../traffic/write/redact-recording.ts";

/** What the judge is started with. */
export interface JudgeOptions {
  /** The recording to write. */
  readonly record?: string | undefined;
  readonly gatewayBasePaths?: readonly string[] | undefined;
  /** The key whose signatures can be judged. */
  readonly credentials?: Credentials | undefined;
}

/** What the judge is asked: to grade an exchange, or to end. */
export type JudgeTask =
  | {
      readonly exchange: RecordedExchange;
      /** The request as it was received, which a signature covers. */
      readonly received: ReceivedRequest;
      readonly at: Date;
    }
  | "end";

/** What it says. */
export type JudgeAnswer = { readonly result: CaseResult } | { readonly ready: true } | { readonly failure: string };

const LOWER = 10;

const port = parentPort;
if (port === null) {
  throw new Error("This file runs as the judge of a proxy.");
}
const { record, gatewayBasePaths, credentials }: JudgeOptions = workerData;
const say = (answer: JudgeAnswer): void => port.postMessage(answer);

// Where processors are few, frames go before judging. On Linux each thread has a priority of its own; elsewhere that of
// the whole process would change.
if (process.platform === "linux") {
  setPriority(LOWER);
}

/** Each task waits for the one before. */
let last: Promise<void> = Promise.resolve();
try {
  const writer = record === undefined ? undefined : await createExchangeWriter(record);
  port.on("message", (task: JudgeTask) => {
    last = last.then(() => perform(task, writer)).catch((error: unknown) => say({ failure: messageOf(error) }));
  });
  say({ ready: true });
} catch (error) {
  say({ failure: messageOf(error) });
}

async function perform(
  task: JudgeTask,
  writer: Awaited<ReturnType<typeof createExchangeWriter>> | undefined,
): Promise<void> {
  if (task === "end") {
    await writer?.close();
    port?.close();
    return;
  }
  const exchange = withBuffers(task.exchange);
  const result = await gradeExchange(exchange, { gatewayBasePaths, signature: await signatureOf(task.received) });
  await writer?.write(redactedExchange(exchange, redactionOf(exchange)), task.at);
  say({ result });
}

/** Only what is signed with the key that is known can be judged. */
async function signatureOf(received: ReceivedRequest): Promise<{ readonly fault?: string } | undefined> {
  const authorization = received.headers.find(([name]) => name.toLowerCase() === "authorization")?.[1] ?? "";
  if (credentials === undefined || !authorization.includes(`Credential=${credentials.accessKeyId}/`)) {
    return undefined;
  }
  const failure = await verifySignature(received, { credentials: () => credentials });
  return failure === undefined ? {} : { fault: failure.message };
}

/** What a message between threads makes of buffers are plain arrays of bytes. */
function withBuffers({ request, response, ...rest }: RecordedExchange): RecordedExchange {
  const buffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength); // No bytes are shared between threads here.
  return {
    ...rest,
    request: { ...request, body: buffer(request.body) },
    response: { ...response, body: buffer(response.body) },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
