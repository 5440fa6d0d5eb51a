import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CaseResult } from "../../result.ts";
import { createRedact } from "../../results/redact/redact.ts";
import { gradeExchange } from "../grade/grade-exchange.ts";
import { readRecording } from "../read/read-recording.ts";
import type { RecordedExchange } from "../read/recorded-exchange.ts";
import { createExchangeWriter } from "./exchange-writer.ts";
import { redactedExchange } from "./redact-recording.ts";

const RECORDINGS = fileURLToPath(new URL("../../../../../shared/recordings/exchanges.jsonl", import.meta.url));
/** Enough to have every operation among them. */
const STEP = 5;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "writer-"));
});
afterAll(() => rm(folder, { recursive: true }));

test.runIf(existsSync(RECORDINGS)).each(["copy.jsonl", "copy.har"])(
  "what real traffic became in %s is graded as it was",
  { timeout: 60_000 },
  async (name) => {
    const all = await exchangesOf(RECORDINGS);
    // A HAR has no place for what was redacted, or for half a header list.
    const whole = all.filter(
      ({ gaps, response }) =>
        gaps.redacted.length === 0 && gaps.missing.length === 0 && gaps.areHeadersComplete && response.status > 0,
    );
    const sample = whole.filter((_, index) => index % STEP === 0);
    expect(sample.length).toBeGreaterThan(20);
    const file = join(folder, name);
    const writer = await createExchangeWriter(file);
    for (const exchange of sample) {
      const url = exchange.request.url.startsWith("/")
        ? `http://127.0.0.1${exchange.request.url}`
        : exchange.request.url;
      const written = { ...exchange, request: { ...exchange.request, url } };
      await writer.write(redactedExchange(written, createRedact([])), new Date());
    }
    await writer.close();
    const copies = await exchangesOf(file);

    expect(copies.length).toBe(sample.length);
    for (const [index, copy] of copies.entries()) {
      const [before, after] = await Promise.all([gradeExchange(sample[index] ?? copy), gradeExchange(copy)]);
      expect(outcomes(after)).toEqual(outcomes(before));
    }
  },
);

async function exchangesOf(file: string): Promise<readonly RecordedExchange[]> {
  const exchanges: RecordedExchange[] = [];
  for await (const recorded of await readRecording(file)) {
    if ("exchange" in recorded) {
      exchanges.push(recorded.exchange);
    }
  }
  return exchanges;
}

/** The checks of bytes need the bytes, which a decoded recording has not. */
function outcomes({ checks }: CaseResult): readonly string[] {
  return checks
    .filter(({ id }) => !/^(?:content-length|frame-crc|recorded-events)$/.test(id))
    .map(({ id, outcome }) => `${id} ${outcome}`);
}
