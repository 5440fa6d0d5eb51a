import { type Act, namingOf, stillKnown } from "./act.ts";
import { endOf } from "./fill.ts";
import type { Known } from "./known.ts";
import { isNamed, type Kept, kindNamed } from "./memory.ts";
import { notFound } from "./refuse.ts";

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
  const { kind, memory } = act;
  const naming = namingOf(act);
  for (const known of stillKnown(act).toReversed()) {
    if (isNamed({ kind, members: known.members }, naming)) {
      adopt(act, known);
    }
  }
  return memory.find(kind, naming);
}

/** Keeps a resource that only examples have shown, in the state in which they show it. */
export function adopt({ kind, memory, now }: Pick<Act, "kind" | "memory" | "now">, { key, members }: Known): Kept {
  const [first = ""] = kindNamed(kind).identity ?? [];
  const kept = { kind, id: endOf(String(members[first])), members, tags: [], since: now };
  memory.hide(key);
  memory.add(kept);
  return kept;
}
