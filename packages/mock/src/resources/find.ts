import { readPointer } from "@bedrock-contract/validators";
import { type Operation, operations } from "@bedrock-contract/wire";
import { type Act, namingOf, requestOf, stillKnown } from "./act.ts";
import { describeModel, describeProfile } from "./describe-model.ts";
import { endOf } from "./fill.ts";
import { doing, type Known, kindNames } from "./known.ts";
import { isNamed, type Kept, kindNamed, type Members, type Naming } from "./memory.ts";
import { notFound } from "./refuse.ts";
import { bodiesOfExamples } from "./resources.ts";

const managementOperations: ReadonlyMap<string, Operation> = new Map(Object.entries(operations));

/** The resource that a request names. Throws where there is none. */
export function theOne(act: Act): Kept {
  const [kept] = foundBy(act);
  if (kept === undefined) {
    throw notFound(act, namingOf(act));
  }
  return kept;
}

/** The resources that a request names: those of examples, too, which are kept from then on. */
export function foundBy(act: Act): readonly Kept[] {
  return keptAs(act, namingOf(act));
}

/** The resources of some name, likewise. */
export function keptAs(act: Act, naming: Naming): readonly Kept[] {
  const { kind, memory } = act;
  for (const known of stillKnown(act).toReversed()) {
    if (isNamed({ kind, members: known.members }, naming)) {
      adopt(act, known);
    }
  }
  return memory.find(kind, naming);
}

/** Throws where a request is about something below a resource, or of one, that there is not. */
export function refuseLost(act: Act): void {
  const { owner, needs = {} } = kindNamed(act.kind);
  const { owner: above } = namingOf(act);
  const named = [
    ...(owner === undefined || above === undefined ? [] : [[owner.kind, above] as const]),
    ...Object.entries(needs)
      .map(([parameter, kind]) => [kind, requestOf(act)[parameter]] as const)
      .filter(([, name]) => name !== undefined),
  ];
  for (const [kind, name] of named) {
    const identifier = String(name);
    if (withArn(act, identifier, [kind]) === undefined) {
      throw notFound({ ...act, kind }, { identifier });
    }
  }
}

/** The members of a resource of any kind with an ARN, as requests or else examples say; undefined where none has it. */
export function withArn(
  { memory }: Pick<Act, "memory">,
  arn: string,
  kinds: readonly string[] = kindNames(),
): Members | undefined {
  const named = kinds.filter(hasNames);
  const [found] = named.flatMap((kind) => [
    ...memory.find(kind, { identifier: arn }),
    ...stillKnownAs({ kind, memory }, arn),
  ]);
  return found?.members ?? named.map((kind) => describedAs(kind, arn)).find((members) => members !== undefined);
}

/** The members of what follows from a name alone, such as those of each model that is invoked. */
function describedAs(kind: string, identifier: string): Members | undefined {
  const [name, deed] = doing(kind, "show") ?? [];
  const operation = name === undefined ? undefined : managementOperations.get(name);
  const bodies = operation === undefined ? [] : bodiesOfExamples(operation);
  const body =
    operation && (describeModel(operation, bodies, identifier) ?? describeProfile(operation, bodies, identifier));
  return body === undefined ? undefined : Object(readPointer(body, deed?.at ?? ""));
}

/** Where there is one of a kind only, it has no name. */
function hasNames(kind: string): boolean {
  return kindNamed(kind).identity !== undefined;
}

function stillKnownAs(of: Pick<Act, "kind" | "memory">, identifier: string): readonly Known[] {
  return stillKnown(of).filter(({ members }) => isNamed({ kind: of.kind, members }, { identifier }));
}

/** Keeps a resource that only examples have shown, in the state in which they show it. */
export function adopt({ kind, memory, now }: Pick<Act, "kind" | "memory" | "now">, { key, members }: Known): Kept {
  const [first = ""] = kindNamed(kind).identity ?? [];
  const kept = { kind, id: endOf(String(members[first])), members, tags: [], since: now };
  memory.hide(key);
  memory.add(kept);
  return kept;
}
