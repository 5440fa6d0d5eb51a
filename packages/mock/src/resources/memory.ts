import type { MockMemory } from "@bedrock-contract/types";
import { isNamedBy, type KeptResource, memory as kinds } from "@bedrock-contract/validators";
import type { Clock } from "../clock.ts";
import { type Filling, fillMembers } from "./fill.ts";

/** The members of a resource, by their names. */
export type Members = Readonly<Record<string, unknown>>;

/** A tag of a resource. */
export interface Tag {
  readonly key: string;
}

/** A resource that requests have made or changed. */
export interface Kept {
  readonly kind: string;
  readonly id: string;
  readonly members: Members;
  readonly tags: readonly Tag[];
  /** Since when it is in its state, in milliseconds since 1970. */
  readonly since: number;
}

/** All that a memory holds. */
interface MemoryState {
  /** The latest first; copies behind what they were made of. */
  readonly kept: readonly Kept[];
  /** The keys of what examples show, and what is not there any more or was changed. */
  readonly gone: readonly string[];
  /** The responses to requests with a token, by operation and token. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** How many resources were made. */
  readonly made: number;
}

/** What a request names a resource by. */
export interface Naming {
  readonly identifier: string | undefined;
  readonly version?: string | undefined;
  /** The resource that it is below. */
  readonly owner?: string | undefined;
  /** Resources of other kinds that it is of, by the members that name them. */
  readonly needs?: Readonly<Record<string, string>> | undefined;
}

/** What requests have left behind in resources. */
export interface Memory {
  /** All that there is of a kind at this time, or of every kind. */
  all(kind?: string): readonly Kept[];
  /** Those of a kind that a request names; one of which it names no version comes first. */
  find(kind: string, naming: Naming): readonly Kept[];
  isGone(key: string): boolean;
  /** Whether anything of a kind was made, changed or deleted. */
  isTouched(kind: string): boolean;
  /** Keeps a new resource, before all others or behind another one. */
  add(kept: Kept, behind?: Kept): void;
  replace(kept: Kept, by: Kept): void;
  remove(kept: Kept): void;
  /** What examples show under a key is not there any more, or was changed. */
  hide(key: string): void;
  /** A number that no resource was made with. */
  next(): number;
  answerTo(token: string): unknown;
  setAnswer(token: string, answer: unknown): void;
  /** All that it holds, for `load`. */
  save(): MockMemory;
  /** Holds what was saved, and nothing else; the clock is not behind the time of it. Throws where it cannot be kept. */
  load(saved: MockMemory): void;
  /** Tells when it has changed. */
  onChange(listener: () => void): void;
  reset(): void;
}

const NOTHING: MemoryState = { kept: [], gone: [], answers: {}, made: 0 };

/** A memory that goes by a clock. */
export function createMemory({ now, advance }: Clock): Memory {
  let state = NOTHING;
  let tell = (): void => {};
  const set = (change: Partial<MemoryState>): void => {
    state = { ...state, ...change };
    tell();
  };
  const all: Memory["all"] = (kind) => {
    const kept = settle(state.kept, now());
    if (kept !== state.kept) {
      set({ kept });
    }
    return kind === undefined ? kept : kept.filter((each) => each.kind === kind);
  };
  return {
    all,
    find: (kind, naming) => all(kind).filter((kept) => isNamed(kept, naming)),
    isGone: (key) => state.gone.includes(key),
    isTouched: (kind) => all(kind).length > 0 || state.gone.some((key) => key.startsWith(`${kind} `)),
    add: (kept, behind) => {
      const at = behind === undefined ? 0 : state.kept.indexOf(behind) + 1;
      set({ kept: state.kept.toSpliced(at, 0, kept) });
    },
    replace: (kept, by) => set({ kept: state.kept.map((each) => (each === kept ? by : each)) }),
    remove: (kept) => set({ kept: state.kept.filter((each) => each !== kept) }),
    hide: (key) => set({ gone: [...state.gone, key] }),
    next: () => {
      set({ made: state.made + 1 });
      return state.made;
    },
    answerTo: (token) => state.answers[token],
    setAnswer: (token, answer) => set({ answers: { ...state.answers, [token]: answer } }),
    save: () => ({ ...state, kept: all(), now: now() }),
    load: ({ now: then, ...saved }) => {
      for (const { kind } of saved.kept) {
        kindNamed(kind);
      }
      advance(Math.max(0, then - now()));
      set(saved);
    },
    onChange: (listener) => {
      tell = listener;
    },
    reset: () => set(NOTHING),
  };
}

/** The kind of a resource, as the specs describe it. */
export function kindNamed(name: string): KeptResource {
  const kind = kinds[name];
  if (kind === undefined) {
    throw new Error(`The specs have no kind of resource ${name}`);
  }
  return kind;
}

/** Whether a request names this resource. Where there is one of a kind only, none needs a name. */
export function isNamed(kept: Pick<Kept, "kind" | "members">, naming: Naming): boolean {
  const { members } = kept;
  const { identity, version: versions } = kindNamed(kept.kind);
  const { identifier, version } = naming;
  const isMeant =
    identity === undefined || (identifier !== undefined && isOneOf(textsIn(members, identity), identifier));
  const isVersion = version === undefined || versions === undefined || members[versions.member] === version;
  return isMeant && isVersion && isOwned(kept, naming);
}

/** Whether a resource is below the one that a request names. Examples do not always say what theirs are below. */
export function isOwned({ kind, members }: Pick<Kept, "kind" | "members">, { owner, needs = {} }: Naming): boolean {
  const { owner: owners } = kindNamed(kind);
  const isIts = (member: string, name: string): boolean => {
    const own = textsIn(members, [member]);
    return own.length === 0 || isOneOf(own, name);
  };
  return (
    (owner === undefined || owners === undefined || isIts(owners.member, owner)) &&
    Object.entries(needs).every(([member, name]) => isIts(member, name))
  );
}

function textsIn(members: Members, names: readonly string[]): readonly string[] {
  return names.map((name) => members[name]).filter((value) => typeof value === "string");
}

/** An ARN is known by its end where a resource has none. */
function isOneOf(own: readonly string[], asked: string): boolean {
  const isByEnd = asked.startsWith("arn:") && !own.some((each) => each.startsWith("arn:"));
  const identifier = isByEnd ? asked.slice(asked.lastIndexOf("/") + 1) : asked;
  return own.some((each) => isNamedBy(each, identifier));
}

/** The resources, each in the state in which it is by now, and those that came about meanwhile. */
function settle(kept: readonly Kept[], now: number): readonly Kept[] {
  const settled = kept.flatMap((each) => settleOne(each, now));
  return settled.length === kept.length && settled.every((each, index) => each === kept[index]) ? kept : settled;
}

function settleOne(kept: Kept, now: number): readonly Kept[] {
  const { states } = kindNamed(kept.kind);
  const step = states?.steps[String(kept.members[states.member])];
  const at = kept.since + (step?.seconds ?? 0) * 1_000;
  if (states === undefined || step === undefined || at > now) {
    return [kept];
  }
  const filling = { scope: kept.members, id: kept.id, now: at };
  const members = { ...kept.members, [states.member]: step.to, ...fillMembers(step.set ?? {}, filling) };
  const made = Object.entries(step.makes ?? {}).map(([kind, values]) =>
    newResource(kind, { id: kept.id, request: fillMembers(values, { ...filling, scope: members }), now: at }),
  );
  return [...settleOne({ ...kept, members, since: at }, now), ...made.flatMap((each) => settleOne(each, now))];
}

/** A new resource out of the members of a request. */
export function newResource(
  kind: string,
  { request, ...filling }: Omit<Filling, "scope"> & { readonly id: string; readonly request: Members },
): Kept {
  const { made = {}, tags = "" } = kindNamed(kind);
  const members: Record<string, unknown> = { ...request };
  for (const [name, value] of Object.entries(made)) {
    // Those that were made before count.
    Object.assign(
      members,
      members[name] === undefined && fillMembers({ [name]: value }, { scope: members, ...filling }),
    );
  }
  const listed = members[tags] ?? [];
  return { kind, id: filling.id, members, tags: listed as readonly Tag[], since: filling.now }; // The request was valid.
}
