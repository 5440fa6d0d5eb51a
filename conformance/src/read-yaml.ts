import { readFile } from "node:fs/promises";
import { ConformanceError } from "./conformance-error.ts";

/** Reads a YAML file. Throws a usage error that names the file. */
export async function readYaml(file: string): Promise<unknown> {
  try {
    const [{ parse }, text] = await Promise.all([import("yaml"), readFile(file, "utf8")]);
    return parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConformanceError("usage", `${file} cannot be read: ${message}`, { cause: error });
  }
}
