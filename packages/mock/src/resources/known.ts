import { type KeptOperation, memory as kinds, meanings, readPointer } from "@bedrock-contract/validators";
import { kindNamed, type Members } from "./memory.ts";
import { listedInExamples, successesOf } from "./resources.ts";

/** A resource that examples show. */
export interface Known {
  /** What tells it apart from all others. */
  readonly key: string;
  readonly members: Members;
}

const known = new Map<string, readonly Known[]>();

/** The resources of a kind that examples show, each once: as they are shown by themselves, else in the list. */
export function knownOf(kind: string): readonly Known[] {
  const found = known.get(kind) ?? readKnown(kind);
  known.set(kind, found);
  return found;
}

/** What tells a resource of a kind apart from all others. */
export function keyOf(kind: string, members: Members): string {
  const { identity = [], version } = kindNamed(kind);
  return [kind, members[identity[0] ?? ""], ...(version === undefined ? [] : [members[version.member]])].join(" ");
}

/** An item of a list with its first identity called as elsewhere. */
export function asListed(kind: string, { key }: KeptOperation, item: unknown): Members {
  const { identity = [] } = kindNamed(kind);
  return { ...Object(item), ...(key !== undefined && { [identity[0] ?? ""]: readPointer(item, `/${key}`) }) };
}

/** The operation of a kind that does something, and how. */
export function doing(kind: string, does: KeptOperation["does"]): readonly [string, KeptOperation] | undefined {
  return Object.entries(kindNamed(kind).operations).find(([, deed]) => deed.does === does);
}

/** The kind of resource that an operation is about, and what it does to it. */
export function deedOf(operation: string): { readonly kind: string; readonly deed: KeptOperation } | undefined {
  for (const [kind, { operations }] of Object.entries(kinds)) {
    const { [operation]: deed } = operations;
    if (deed !== undefined) {
      return { kind, deed };
    }
  }
  return undefined;
}

function readKnown(kind: string): readonly Known[] {
  const [shows, show] = doing(kind, "show") ?? [];
  const [lists, list] = doing(kind, "list") ?? [];
  const shown = shows === undefined ? [] : successesOf(MANAGEMENT, shows).map(({ response }) => response);
  const single = shown.map((body) => readPointer(body, show?.at ?? ""));
  const items =
    lists === undefined || list === undefined
      ? []
      : listedInExamples({ api: MANAGEMENT, name: lists }).map((item) => asListed(kind, list, item));
  const all = [...single, ...items].map((members) => Object(members) as Members); // Each is an object of an example.
  return [...new Map(all.toReversed().map((members) => [keyOf(kind, members), members]))]
    .map(([key, members]) => ({ key, members }))
    .toReversed();
}

const MANAGEMENT = "management";

let arns: ReadonlySet<string> | undefined;

/** Whether a response of an example of the management API speaks of an ARN. */
export function isInExamples(arn: string): boolean {
  arns ??= new Set(
    Object.keys(meanings)
      .flatMap((name) => successesOf(MANAGEMENT, name))
      .flatMap(({ response }) => JSON.stringify(response ?? null).match(/(?<=")arn:[^"]+(?=")/g) ?? []),
  );
  return arns.has(arn);
}

/** The names of all kinds. */
export function kindNames(): readonly string[] {
  return Object.keys(kinds);
}
