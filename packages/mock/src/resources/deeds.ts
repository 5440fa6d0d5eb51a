import { readAll, readPointer } from "@bedrock-contract/validators";
import { writeAt } from "../generate/place.ts";
import { type Act, namingOf, newId, requestOf, stillKnown } from "./act.ts";
import { faultOf, isListed, refuseBeyondQuota, refuseOtherwise } from "./conditions.ts";
import { type Filling, fillMembers } from "./fill.ts";
import { foundBy, keptAs, refuseLost, theOne, withArn } from "./find.ts";
import { doing } from "./known.ts";
import { isNamed, isOwned, type Kept, kindNamed, type Members, newResource } from "./memory.ts";
import { NOT_FOUND, notFound, refuseTaken } from "./refuse.ts";
import { seenThrough } from "./seen.ts";
import { responseOf, responseWith, viewOf } from "./view.ts";

/** Makes a resource. Throws where its name is taken, or where there is nothing that it would be below. */
export function create(act: Act): unknown {
  const { kind, memory, now } = act;
  refuseLost(act);
  const kept = newResource(kind, { id: newId(act), request: settingsOf(act), now, named: (arn) => withArn(act, arn) });
  refuseOtherwise(act, kept);
  refuseTaken(act, kept.members);
  refuseBeyondQuota(act, kept.members);
  memory.add(kept);
  makeEach(act);
  return answered(act, kept);
}

/** Makes the resource that a request names, or sets it anew. */
export function put(act: Act): unknown {
  return foundBy(act).length === 0 ? create(act) : change(act);
}

/** Shows the resource that a request names; undefined where the memory does not know it. */
export function show(act: Act): unknown {
  const [kept] = act.memory.find(act.kind, namingOf(act));
  return kept === undefined ? undefined : shown(act, kept);
}

/** Shows what only examples know, by another operation than that which shows it there; undefined where none does. */
export function showOtherwise(act: Act): unknown {
  const { kind, operation, now } = act;
  const naming = namingOf(act);
  const known = stillKnown(act).find(({ members }) => isNamed({ kind, members }, naming));
  return known === undefined || (doing(kind, "show")?.[0] === operation.name && !known.isCreated)
    ? undefined
    : shown(act, { kind, id: "", members: known.members, tags: [], since: now });
}

/** Shows what there is only once it was set; until then, what examples know of it, or else counts. */
export function showUnset(act: Act): unknown {
  const { kind, deed, now } = act;
  refuseLost(act);
  const naming = namingOf(act);
  const known = stillKnown(act).find(({ members }) => isNamed({ kind, members }, naming));
  const scope = requestOf(act);
  return known === undefined
    ? fillMembers(deed.otherwise ?? {}, { scope, now, named: (arn) => withArn(act, arn) })
    : responseOf({ kind, id: "", members: known.members, tags: [], since: now }, act);
}

/** Shows a resource as it is seen through others. Throws where there is none. */
export function showSeen(act: Act): unknown {
  const { kind, memory, now } = act;
  refuseLost(act);
  const naming = namingOf(act);
  const [kept] = memory.find(kind, naming);
  const known = kept ?? stillKnown(act).find(({ members }) => isNamed({ kind, members }, naming));
  if (known === undefined) {
    throw notFound(act, naming);
  }
  const members = seenThrough(act, known.members);
  return shown(act, { kind, id: kept?.id ?? "", members, tags: [], since: now });
}

/** Sets members of a resource: those of the request, and those that the operation always sets. */
export function change(act: Act): unknown {
  const { deed, memory, now } = act;
  const kept = theOne(act);
  refuseOtherwise(act, kept);
  if (deed.steady === true && Object.entries(Object(act.body)).every(([name, value]) => kept.members[name] === value)) {
    return answered(act, kept);
  }
  const { made = {}, identity = [], owner, operations } = kindNamed(kept.kind);
  const shown = new Set(Object.values(operations).flatMap(({ members }) => members));
  const isReplaced = deed.does === "replace" || deed.does === "put";
  const request = Object.entries(Object(act.body)).filter(([name]) => isReplaced || shown.has(name));
  const stays = new Set([...Object.keys(made), ...identity, owner?.member]);
  const old = isReplaced ? Object.entries(kept.members).filter(([name]) => stays.has(name)) : [];
  const base: Members = isReplaced ? Object.fromEntries(old) : kept.members;
  const scope = { ...kept.members, ...requestOf(act) };
  const filling: Filling = { scope, id: kept.id, now, named: (arn) => withArn(act, arn) };
  const set = { ...base, ...Object.fromEntries(request), ...fillMembers(deed.set ?? {}, filling) };
  const members = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== null));
  refuseTaken(act, members, kept);
  const changed = { ...kept, members, since: isSameState(kept, members) ? kept.since : now };
  memory.replace(kept, changed);
  makeEach(act);
  return answered(act, changed);
}

/** Makes a version of a resource, as it is now. */
export function copy(act: Act): unknown {
  const { deed, memory, now } = act;
  const kept = theOne(act);
  refuseOtherwise(act, kept);
  const count = 1 + Math.max(0, ...versionsOf(act, kept));
  const scope = { ...kept.members, ...requestOf(act) };
  const members = { ...kept.members, ...fillMembers(deed.set ?? {}, { scope, id: kept.id, now, count }) };
  const made = { ...kept, members, since: now };
  refuseBeyondQuota(act, members);
  memory.add(made, kept);
  return answered(act, made);
}

/** Forgets those of the resources that a request names which can be deleted, and says how each fared. */
export function removeEach(act: Act): unknown {
  const { deed, memory, now } = act;
  const { by = "", each } = deed;
  const fared = readAll(requestOf(act), by).map(({ value }) => {
    const identifier = String(value);
    const [kept] = keptAs(act, { identifier });
    const fault = kept === undefined ? notFound(act, { identifier }) : faultOf(act, kept);
    if (kept !== undefined && fault === undefined) {
      memory.remove(kept);
    }
    // As HTTP has it: there is none, or it is not as it must be.
    const code = kept === undefined ? "404" : "409";
    return { isDone: fault === undefined, scope: { ...kept?.members, identifier, code, message: fault?.message } };
  });
  const told = (isDone: boolean, shows: object = {}): unknown =>
    fared.filter((one) => one.isDone === isDone).map(({ scope }) => fillMembers(shows, { scope, now }));
  const response = {};
  writeAt(response, each?.at ?? "", told(true, each?.shows));
  writeAt(response, each?.otherwise.at ?? "", told(false, each?.otherwise.shows));
  return response;
}

/** Forgets the resource that a request names, or its versions. */
export function remove(act: Act): unknown {
  const all = foundBy(act);
  for (const kept of all) {
    refuseOtherwise(act, kept);
  }
  if (all.length === 0 && act.operation.errors[NOT_FOUND] !== undefined) {
    throw notFound(act, namingOf(act));
  }
  for (const kept of all) {
    act.memory.remove(kept);
    if (kindNamed(act.kind).guards !== undefined) {
      // One that was never heard of may exist, one that was deleted does not.
      act.memory.hide(`${act.kind} ${kept.id}`);
    }
    for (const below of act.memory.all().filter((each) => isBelow(each, kept))) {
      act.memory.remove(below);
    }
  }
  return answered(act, all[0]);
}

/** What a list shows of what requests have made or changed. */
export function listed(act: Act): readonly unknown[] {
  const { kind, deed, memory, now } = act;
  return memory
    .all(kind)
    .filter((kept) => isOwned(kept, namingOf(act)) && isListed(act, kept.members))
    .map((kept) => viewOf({ ...kept, members: seenThrough(act, kept.members) }, deed, now));
}

/** Makes what comes of an operation, one for each resource of a kind. */
function makeEach(act: Act): void {
  const { deed, memory, now } = act;
  if (deed.makes === undefined) {
    return;
  }
  const { kind, each, among = "", members } = deed.makes;
  const naming = namingOf(act);
  const [first = ""] = kindNamed(each).identity ?? [];
  const chosen = readPointer(requestOf(act), among);
  const all = [...memory.all(each), ...stillKnown({ kind: each, memory })].filter((one) =>
    isOwned({ kind: each, members: one.members }, { ...naming, needs: {} }),
  );
  const isChosen = (name: unknown): boolean => !Array.isArray(chosen) || chosen.length === 0 || chosen.includes(name);
  for (const { members: one } of all.filter((each) => isChosen(each.members[first]))) {
    const scope = { ...requestOf(act), each: one };
    const request = fillMembers(members, { scope, now, named: (arn) => withArn(act, arn) });
    const made = newResource(kind, { id: newId(act), request, now });
    const [name = ""] = kindNamed(kind).identity ?? [];
    for (const old of memory.find(kind, { ...naming, identifier: String(made.members[name]) })) {
      memory.remove(old);
    }
    memory.add(made);
  }
}

/** What is shown of a resource. Throws where the operation shows none that is as it is. */
function shown(act: Act, kept: Kept): unknown {
  refuseOtherwise(act, kept);
  return responseOf(kept, act);
}

function answered(act: Act, kept: Kept | undefined): unknown {
  return kept === undefined ? responseWith(act.deed, {}) : responseOf(kept, act);
}

/** Whether a resource is below another one. */
function isBelow({ kind, members }: Kept, { kind: above, members: others }: Kept): boolean {
  const { owner } = kindNamed(kind);
  const [first = ""] = kindNamed(above).identity ?? [];
  return owner?.kind === above && members[owner.member] === others[first];
}

/** The numbers of a resource's versions. */
function versionsOf(act: Act, kept: Kept): readonly number[] {
  const { identity: [first = ""] = [], version } = kindNamed(kept.kind);
  const shared = version?.of ?? first;
  return [...act.memory.all(kept.kind), ...stillKnown(act)]
    .filter(({ members }) => members[shared] === kept.members[shared])
    .map(({ members }) => Number(members[version?.member ?? ""]) || 0);
}

/** The members of a request, and those that the operation sets. */
export function settingsOf(act: Act): Members {
  const scope = requestOf(act);
  const filling = { scope, now: act.now, named: (arn: string) => withArn(act, arn) };
  return { ...scope, ...fillMembers(act.deed.set ?? {}, filling) };
}

/** Whether nothing changes about the state in which a resource is. */
function isSameState({ kind, members }: Kept, changed: Members): boolean {
  const { states } = kindNamed(kind);
  return states === undefined || members[states.member] === changed[states.member];
}
