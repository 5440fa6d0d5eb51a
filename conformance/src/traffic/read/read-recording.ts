import { stat } from "node:fs/promises";
import { ConformanceError } from "../../conformance-error.ts";
import type { Recorded } from "./recorded-exchange.ts";
import { type RecordingSource, recordingSource } from "./recording-source.ts";

/** Opens a recording and reads it exchange by exchange. Throws a usage error where it cannot be read. */
export async function readRecording(name: string): Promise<AsyncGenerator<Recorded>> {
  const source = recordingSource(name);
  try {
    if (await isHar(name, source)) {
      const { readHar } = await import("./read-har.ts");
      return readHar(name);
    }
  } catch (error) {
    if (error instanceof ConformanceError) {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    const expected = "expected a HAR file (.har), a JSON-lines file of exchanges, or invocation logs";
    throw new ConformanceError("usage", `${source.name} cannot be read: ${reason}; ${expected}`, { cause: error });
  }
  const { readJsonLines } = await import("./read-json-lines.ts");
  return readJsonLines(source);
}

/** A HAR file is known by its name, or by the object `log` that it begins with. What is no file holds lines. */
async function isHar(name: string, source: RecordingSource): Promise<boolean> {
  if (name === "-" || name.startsWith("s3://")) {
    return false;
  }
  if ((await stat(name)).isDirectory()) {
    throw new Error("it is a folder");
  }
  if (/\.har$/i.test(name)) {
    return true;
  }
  for await (const piece of await source.open()) {
    return /^\uFEFF?\s*\{\s*"log"\s*:/.test(piece.toString("utf8", 0, 4096));
  }
  return false;
}
