import type { KeptOperation } from "@bedrock-contract/validators";
import { writeAt } from "../generate/place.ts";
import { type Act, newId, requestOf } from "./act.ts";
import { fill, fillMembers } from "./fill.ts";
import { withArn } from "./find.ts";
import { type Kept, kindNamed, type Members } from "./memory.ts";

/** A resource as an operation shows it: those of its members that the response has. */
export function viewOf({ kind, id, members }: Kept, { members: names }: KeptOperation, now: number): Members {
  const shown = shownOf({ kind, id, members }, now);
  return Object.fromEntries(names.flatMap((name) => (shown[name] === undefined ? [] : [[name, shown[name]]])));
}

/** All that can be shown of a resource. */
export function shownOf({ kind, id, members }: Pick<Kept, "kind" | "id" | "members">, now: number): Members {
  return { ...members, ...fillMembers(kindNamed(kind).shown ?? {}, { scope: members, id, now }) };
}

/** What the response of an operation says of a resource. */
export function responseOf(kept: Kept, act: Act): unknown {
  const { deed, now } = act;
  const { id, members } = kept;
  if (deed.shows === undefined) {
    return responseWith(deed, viewOf(kept, deed, now));
  }
  const scope = { ...requestOf(act), ...members };
  const named = (arn: string) => withArn(act, arn);
  return fill(deed.shows, { scope, id, now, named, fresh: () => newId(act) });
}

/** A response that holds a value at the place that the operation says. */
export function responseWith({ at = "" }: Pick<KeptOperation, "at">, value: unknown): unknown {
  if (at === "") {
    return value;
  }
  const response = {};
  writeAt(response, at, value);
  return response;
}
