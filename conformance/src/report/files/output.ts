import { mkdir, open, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ConformanceError } from "../../conformance-error.ts";
import { print } from "./terminal.ts";

/** Makes sure that a report can be written there, before anything is sent. Throws a usage error where it cannot. */
export async function prepareOutput(file: string): Promise<void> {
  await orUsageError(file, async () => {
    await mkdir(dirname(file), { recursive: true });
    await (await open(file, "a")).close();
  });
}

/** Writes a report to a file, or to the standard output. */
export async function writeOutput(text: string, file?: string): Promise<void> {
  if (file === undefined) {
    print(text);
    return;
  }
  await orUsageError(file, () => writeFile(file, text));
}

async function orUsageError(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConformanceError("usage", `The results cannot be written to ${file}: ${message}`, { cause: error });
  }
}
