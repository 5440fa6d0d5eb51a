import type { Tree } from "../source/tree.ts";
import type { ServiceModel } from "./service-model.ts";

/** Where the locks are, from the repository's root. */
export const LOCK_FOLDER = "specs/model";

/** The file of the lock of a service, from the repository's root. */
export function lockFile(service: string): string {
  return `${LOCK_FOLDER}/${service}.json`;
}

/** The services that have a lock. */
export function servicesOf(tree: Tree): readonly string[] {
  const names = tree.list(LOCK_FOLDER).map(({ name }) => name);
  return names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
}

/** The text of a lock: one operation or shape a line, so that a change of one is a change of a line. */
export function lockText({ head, operations, shapes }: ServiceModel): string {
  return `{\n"head": ${JSON.stringify(head)},\n"operations": ${lines(operations)},\n"shapes": ${lines(shapes)}\n}\n`;
}

function lines(record: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(record).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{\n${entries.join(",\n")}\n}`;
}
