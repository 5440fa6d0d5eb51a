import { readPointer } from "@bedrock-contract/validators";
import { type Act, requestOf, stillKnown } from "./act.ts";
import { hasValues } from "./conditions.ts";
import { fillMembers } from "./fill.ts";
import { withArn } from "./find.ts";
import { isNamed, kindNamed, type Members } from "./memory.ts";

/** The members of a resource as it is seen through others, and through the request: those of the last one stand over all. */
export function seenThrough(act: Act, members: Members): Members {
  const { seen = [] } = kindNamed(act.kind);
  let all = members;
  for (const { kind, by, owner, where = {}, over = {}, shows } of seen) {
    const scope = { ...requestOf(act), ...members };
    const names = [by, owner].flatMap((place) => (place === undefined ? [] : [readPointer(scope, place)]));
    if (names.includes(undefined) || !hasValues(all, over)) {
      continue;
    }
    const [identifier, above] = [by, owner].map((place) => place && String(readPointer(scope, place)));
    const through = kind === undefined ? {} : membersOf(act, kind, { identifier, owner: above });
    if (through !== undefined && hasValues(through, where)) {
      const filling = { scope: { ...scope, ...through, seen: all }, now: act.now };
      all = { ...all, ...fillMembers(shows, { ...filling, named: (arn: string) => withArn(act, arn) }) };
    }
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

/** Whether a request has set anything through which resources of a kind are seen. */
export function isSeenOtherwise({ kind, memory }: Pick<Act, "kind" | "memory">): boolean {
  const { seen = [] } = kindNamed(kind);
  return seen.some((each) => each.kind !== undefined && memory.isTouched(each.kind));
}

function membersOf(
  { memory }: Act,
  kind: string,
  naming: { readonly identifier: string | undefined; readonly owner: string | undefined },
): Members | undefined {
  const known = stillKnown({ kind, memory }).filter(({ members }) => isNamed({ kind, members }, naming));
  return [...memory.find(kind, naming), ...known].at(0)?.members;
}
