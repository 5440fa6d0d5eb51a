import { encodeFrame } from "@bedrock-contract/wire";
import { expect } from "vitest";
import type { Case } from "../src/case.ts";
import type { CaseResult, CheckResult } from "../src/result.ts";
import { runSuite } from "../src/run/run-suite.ts";
import { caseById } from "./case-by-id.ts";
import { chunkFrame, startStreamServer, type TestStream } from "./stream-server.ts";

/** A stream, and how its checks end. */
export interface StreamRow {
  readonly title: string;
  /** The case that the stream answers. Default: one of bedrock-completion. */
  readonly of?: Case;
  readonly given: TestStream;
  /** The outcome by check, of those that are not `pass`, and the passes that matter. */
  readonly want: Readonly<Record<string, CheckResult["outcome"]>>;
  readonly replay?: "exact";
}

/** A case of bedrock-completion. */
export const STREAMING: Case = await caseById("bedrock-completion/InvokeModelWithResponseStream/hello");
/** The chunks that it expects. */
export const CHUNKS: readonly unknown[] = Array.isArray(STREAMING.expect.body) ? STREAMING.expect.body : [];
/** Their frames. */
export const FRAMES: readonly Uint8Array[] = CHUNKS.map((chunk) => chunkFrame(chunk));
/** The headers of a chunk's frame. */
export const HEADERS = { ":event-type": "chunk", ":content-type": "application/json", ":message-type": "event" };

/** A frame with a JSON payload. */
export function frameWith(headers: Readonly<Record<string, string>>, payload: unknown): Uint8Array {
  return encodeFrame(headers, Buffer.from(JSON.stringify(payload)));
}

/** Sends the stream from a real server, and compares how each check ends. */
export async function checkRow({ of = STREAMING, given, want, replay }: StreamRow): Promise<void> {
  const { checks } = await resultOf(of, given, replay);

  const outcomes = Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
  const faults = checks.filter(({ outcome }) => outcome !== "pass").map(({ id }) => id);
  const wanted = Object.keys(want).filter((id) => want[id] !== "pass");
  expect(outcomes).toMatchObject(want);
  expect(faults.toSorted()).toEqual(wanted.toSorted());
}

/** The result of a case that a real server answers with a stream. */
export async function resultOf(of: Case, given: TestStream, replay: "exact" | "none" = "none"): Promise<CaseResult> {
  await using server = await startStreamServer(given);
  const features = { supported: ["scripted-errors"] };
  const target = { name: "test", endpoints: { runtime: server.url }, auth: "none", replay, features } as const;
  const [result] = (await runSuite({ target, cases: [of], timeoutMs: 5_000 })).cases;
  if (result === undefined) {
    throw new Error("There is no result");
  }
  return result;
}
