import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { mockMemory } from "@bedrock-contract/validators/mock";
import type { Memory } from "../resources/memory.ts";

/**
 * Loads a memory from a file, where there is one, and writes the file whenever the memory has changed. Throws an Error
 * that says what is wrong with the file.
 */
export function keepMemory(memory: Memory, file: string): void {
  if (existsSync(file)) {
    try {
      memory.load(mockMemory.parse(JSON.parse(readFileSync(file, "utf8"))));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${file} is not the state of a mock: ${reason}`, { cause });
    }
  }
  memory.onChange(() => {
    // Whoever reads it meanwhile, or after a crash, finds all of it.
    writeFileSync(`${file}.new`, `${JSON.stringify(memory.save(), undefined, 2)}\n`);
    renameSync(`${file}.new`, file);
  });
}
