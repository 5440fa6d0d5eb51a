import type { Family } from "./layout.ts";
import { type ImportSources, OperationWriter } from "./operation-writer.ts";

/** The files that change when the operations that some families lack are written into them, by path. */
export function importOperations(sources: ImportSources, families: readonly Family[]): ReadonlyMap<string, string> {
  const writer = new OperationWriter(sources);
  writer.addLacking(families);
  return writer.texts.all();
}
