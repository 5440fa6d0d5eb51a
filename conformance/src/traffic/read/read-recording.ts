import { open, stat } from "node:fs/promises";
import { ConformanceError } from "../../conformance-error.ts";
import type { Recorded } from "./recorded-exchange.ts";

/** Opens a file of recorded traffic and reads it exchange by exchange. Throws a usage error where it cannot be read. */
export async function readRecording(file: string): Promise<AsyncGenerator<Recorded>> {
  if (await isHar(file)) {
    const { readHar } = await import("./read-har.ts");
    return readHar(file);
  }
  const { readJsonLines } = await import("./read-json-lines.ts");
  return readJsonLines(file);
}

/** A HAR file is known by its name, or by the object `log` that it begins with. */
async function isHar(file: string): Promise<boolean> {
  try {
    if ((await stat(file)).isDirectory()) {
      throw new Error("it is a folder");
    }
    await using handle = await open(file);
    const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(4096) });
    return /\.har$/i.test(file) || /^\uFEFF?\s*\{\s*"log"\s*:/.test(buffer.toString("utf8", 0, bytesRead));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const expected = "expected a HAR file (.har) or a JSON-lines file of exchanges";
    throw new ConformanceError("usage", `${file} cannot be read: ${reason}; ${expected}`, { cause: error });
  }
}
