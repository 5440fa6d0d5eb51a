import { type KeptOperation, memory as kinds, meanings, readPointer } from "@bedrock-contract/validators";
import { endOf } from "./fill.ts";
import { kindNamed, type Members, newResource } from "./memory.ts";
import { listedInExamples, successesOf } from "./resources.ts";

/** A resource that examples show. */
export interface Known {
  /** What tells it apart from all others. */
  readonly key: string;
  readonly members: Members;
  /** Whether only an example that creates it speaks of it: then no list shows it, and its name is free. */
  readonly isCreated: boolean;
}

const known = new Map<string, readonly Known[]>();

/**
 * The resources of a kind that examples show, each once: as they are shown by themselves, else in the list, else as they
 * were created.
 */
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
  // Of several responses that show one, the one that was asked for with the least.
  const shownBy = (shows === undefined ? [] : successesOf(MANAGEMENT, shows)).toSorted(
    (one, other) => Object.keys(one.parameters).length - Object.keys(other.parameters).length,
  );
  const single = shownBy.map(({ parameters, response }) => ({
    ...namedBy(kind, parameters),
    ...Object(readPointer(response, show?.at ?? "")),
  }));
  const items =
    lists === undefined || list === undefined
      ? []
      : listedInExamples({ api: MANAGEMENT, name: lists }).map((item) => asListed(kind, list, item));
  const shownSomewhere = [...single, ...items].map((members) => knownAs(kind, Object(members), false));
  const all = [...shownSomewhere, ...createdIn(kind).map((members) => knownAs(kind, members, true))];
  return [...new Map(all.toReversed().map((each) => [each.key, each])).values()].toReversed();
}

/** What names a resource in a request, where its response need not. */
function namedBy(kind: string, parameters: Members): Members {
  const { identity = [], owner } = kindNamed(kind);
  const names = [...identity, ...(owner === undefined ? [] : [owner.member])];
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => names.includes(name)));
}

function knownAs(kind: string, members: Members, isCreated: boolean): Known {
  return { key: keyOf(kind, members), members, isCreated };
}

/** What examples create, as it is at first. */
function createdIn(kind: string): readonly Members[] {
  const [creates, create] = doing(kind, "create") ?? [];
  const { identity: [first = ""] = [] } = kindNamed(kind);
  return successesOf(MANAGEMENT, creates ?? "").map(({ parameters, body, response }) => {
    const request: Members = { ...parameters, ...Object(body), ...Object(readPointer(response, create?.at ?? "")) };
    return newResource(kind, { id: endOf(String(request[first])), request, now: Date.now() }).members;
  });
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
