import { readPointer } from "@bedrock-contract/validators";
import { Refusal } from "../http/refusal.ts";
import { type Act, namingOf, requestOf, stillKnown, tokenOf } from "./act.ts";
import { change, copy, remove, removeEach, settingsOf } from "./deeds.ts";
import { endOf } from "./fill.ts";
import { foundBy, withArn } from "./find.ts";
import { isNamed, kindNamed, type Members, newResource } from "./memory.ts";
import { tag } from "./tags.ts";

/**
 * Does what a request says that an example has answered. What the example says of the resource counts: that it was
 * possible, and how it is called.
 */
export function remember(act: Act, response: unknown): void {
  const token = tokenOf(act);
  if (token !== undefined) {
    act.memory.setAnswer(token, response);
  }
  const told: Members = Object(readPointer(response, act.deed.at ?? ""));
  try {
    deeds[act.deed.does]?.(act, told);
  } catch (reason) {
    if (!(reason instanceof Refusal)) {
      throw reason;
    }
  }
}

type Does = Act["deed"]["does"];

/** What operations do beside answering; those that only show do nothing. */
const deeds: Readonly<Partial<Record<Does, (act: Act, told: Members) => unknown>>> = {
  create: make,
  put: (act, told) => (foundBy(act).length === 0 ? make(act, told) : change(act)),
  change,
  replace: change,
  copy: (act, told) => isVersionKnown(act, told) || copy(act),
  delete: (act) => (act.deed.each === undefined ? remove(act) : removeEach(act)),
  tag,
  untag: tag,
};

/** Whether a request makes what there is by its token or its name, whatever example it equals. */
export function isMade(act: Act): boolean {
  const { kind, memory } = act;
  const { unique: { member } = { member: "" } } = kindNamed(kind);
  const { [member]: value } = requestOf(act);
  const token = tokenOf(act);
  const isRepeated = token !== undefined && memory.answerTo(token) !== undefined;
  return isRepeated || (value !== undefined && memory.all(kind).some(({ members }) => members[member] === value));
}

function make(act: Act, told: Members): void {
  const { kind, memory, now } = act;
  const request = { ...settingsOf(act), ...told };
  const [first = ""] = kindNamed(kind).identity ?? [];
  const naming = { ...namingOf(act), identifier: String(request[first]) };
  if (memory.find(kind, naming).length > 0) {
    return;
  }
  for (const { key, members } of stillKnown(act)) {
    if (isNamed({ kind, members }, naming)) {
      memory.hide(key);
    }
  }
  const filling = { id: endOf(naming.identifier), now, named: (arn: string) => withArn(act, arn) };
  memory.add(newResource(kind, { ...filling, request }));
}

function isVersionKnown(act: Act, told: Members): boolean {
  const { kind, memory } = act;
  const { version, identity: [first = ""] = [] } = kindNamed(kind);
  const names = [version?.of ?? first, version?.member ?? ""];
  return [...memory.all(kind), ...stillKnown(act)].some(({ members }) =>
    names.every((name) => told[name] !== undefined && members[name] === told[name]),
  );
}
