import { readPointer } from "@bedrock-contract/validators";
import type { Case } from "../../case.ts";
import type { CreatingOperation } from "./creating-operation.ts";

/** The limit of most names that are marked, in the service model. */
const LONGEST_NAME = 63;

/**
 * The names that valid cases give to what they create: only these are marked, so that a case about a wrong name keeps
 * it.
 */
export function validNames(cases: readonly Case[], creating: readonly CreatingOperation[]): ReadonlySet<unknown> {
  const valid = cases.filter(({ kind, expect }) => kind !== "negative" && expect.status.some((status) => status < 300));
  return new Set(
    creating.flatMap(({ operation, unique }) =>
      valid.filter((given) => given.operation === operation).flatMap((given) => namesOf(given, unique)),
    ),
  );
}

/** The case with a mark, which begins with the id of the run, at the end of the names of what it creates. */
export function markCase(
  given: Case,
  { unique, longest = LONGEST_NAME }: CreatingOperation,
  { mark, names }: { readonly mark: string; readonly names: ReadonlySet<unknown> },
): Case {
  const marked = unique.flatMap((pointer) => {
    const name = readPointer(given.body, pointer);
    return typeof name === "string" && names.has(name)
      ? [[pointer.slice(1), markedName(name, mark, longest)] as const]
      : [];
  });
  return marked.length === 0 ? given : { ...given, body: { ...Object(given.body), ...Object.fromEntries(marked) } };
}

/** A name of the resource that only this run can have given; undefined where it has none. */
export function ownName(given: Case, { name }: CreatingOperation, runId: string): string | undefined {
  const value = readPointer(given.body, name);
  return typeof value === "string" && value.includes(`-${runId}-`) ? value : undefined;
}

function markedName(name: string, mark: string, longest: number): string {
  const room = longest - mark.length - 1;
  return `${name.slice(0, room).replace(/[^0-9a-zA-Z]+$/, "")}-${mark}`;
}

function namesOf({ body }: Case, unique: readonly string[]): readonly unknown[] {
  return unique.map((pointer) => readPointer(body, pointer)).filter((name) => typeof name === "string");
}
