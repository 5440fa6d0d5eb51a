/** A value, and where it stands. */
export interface PlacedValue {
  /** JSON pointer to the value, without `*`. */
  readonly pointer: string;
  /** What stands for each `*` of the pointer that led here: the index of an element, or the name of a member. */
  readonly keys: readonly string[];
  readonly value: unknown;
}

/**
 * The name of the member that says the place of a list's elements, by the pointer to the list: chunks hold only the
 * elements that they add to, each with its place in the whole.
 */
export type KeyNames = Readonly<Record<string, string>>;

/** A pointer of `x-bedrock-format`, or several of which a body has some. */
export type Pointers = string | readonly string[];

/**
 * Every value to which a pointer of `x-bedrock-format` leads, or each of several pointers, in the order of the
 * document. A `*` stands for each element of a list or each member of an object, `*[type=message]` for those whose
 * member `type` is that string. A place that does not exist is left out; null is a value. Where `keyNames` has a list,
 * the key of an element is the value of its member of that name.
 */
export function readAll(root: unknown, pointers: Pointers, keyNames?: KeyNames): readonly PlacedValue[] {
  return typeof pointers === "string"
    ? readPlaces(root, pointers, keyNames)
    : pointers.flatMap((pointer) => readPlaces(root, pointer, keyNames));
}

function readPlaces(root: unknown, pointer: string, keyNames: KeyNames | undefined): readonly PlacedValue[] {
  const { plain, start, rest } = routeOf(pointer);
  // Most places of most bodies do not exist: up to the first `*` nothing is gathered.
  let value = root;
  for (const key of plain) {
    value = memberOf(value, key, NOTHING);
    if (value === NOTHING) return NOWHERE;
  }
  if (rest.length === 0) return [{ pointer: start, keys: [], value }];
  const found: PlacedValue[] = [];
  addPlaces({ found, start, steps: rest, keyNames, path: [], keys: [] }, value);
  return found;
}

/** The way that leads to places. What most elements lack is not looked for by writing where they stand. */
interface Way {
  readonly found: PlacedValue[];
  readonly start: string;
  readonly steps: readonly string[];
  readonly keyNames: KeyNames | undefined;
  /** The steps taken, as the value has them. */
  readonly path: string[];
  readonly keys: string[];
}

function addPlaces(way: Way, value: unknown): void {
  const { found, start, steps, keyNames, path, keys } = way;
  const step = steps[path.length];
  if (step === undefined) {
    found.push({ pointer: path.reduce(memberPointer, start), keys: [...keys], value });
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if (!isStar(step)) {
    const member = memberOf(value, step, NOTHING);
    if (member !== NOTHING) addPlacesAt(way, step, member);
    return;
  }
  const only = onlyOf(step);
  const keyName = keyNames?.[steps.slice(0, path.length).reduce(memberPointer, start)];
  for (const key of Object.keys(value)) {
    const element: unknown = Reflect.get(value, key);
    if (!isMeant(element, only)) continue;
    keys.push(keyName === undefined ? key : (ownKey(element, keyName) ?? key));
    addPlacesAt(way, key, element);
    keys.pop();
  }
}

function addPlacesAt(way: Way, key: string, value: unknown): void {
  way.path.push(key);
  addPlaces(way, value);
  way.path.pop();
}

/** The values alone to which a pointer leads: of long lists they take a fraction of the memory. */
export function readValues(root: unknown, pointer: string): readonly unknown[] {
  const found: unknown[] = [];
  isAnyValue(root, pointerKeys(pointer), 0, (value) => {
    found.push(value);
    return false;
  });
  return found;
}

/** Whether a pointer leads to a value that is meant; it looks no further than to the first. */
export function hasValue(root: unknown, pointer: string, isWanted: (value: unknown) => boolean): boolean {
  return isAnyValue(root, pointerKeys(pointer), 0, isWanted);
}

function isAnyValue(
  root: unknown,
  steps: readonly string[],
  from: number,
  isWanted: (value: unknown) => boolean,
): boolean {
  let value = root;
  for (let at = from; at < steps.length; at += 1) {
    if (typeof value !== "object" || value === null) return false;
    const key = steps[at] ?? "";
    if (isStar(key)) {
      const only = onlyOf(key);
      for (const element of Array.isArray(value) ? value : Object.values(value))
        if (isMeant(element, only) && isAnyValue(element, steps, at + 1, isWanted)) return true;
      return false;
    }
    value = memberOf(value, key, NOTHING);
    if (value === NOTHING) return false;
  }
  return isWanted(value);
}

/**
 * The values to which several pointers lead, in the order in which they stand, whichever pointer led to them: those of
 * one element after those of the other, so that whoever reads a list of a million can stop, or wait, after each.
 */
export function* readInOrder(root: unknown, pointers: readonly string[]): Generator<readonly PlacedValue[]> {
  const fork = forks.get(pointers) ?? forkOf(pointers);
  forks.set(pointers, fork);
  yield* walk([{ pointer: "", value: root, fork }], []);
}

/** Where pointers part, by their list: that of a format is read with every body. */
const forks = new WeakMap<readonly string[], Fork>();

function forkOf(pointers: readonly string[]): Fork {
  const fork: Fork = { members: new Map(), stars: new Map(), rank: undefined };
  for (const [rank, pointer] of pointers.entries()) {
    let end = fork;
    for (const step of pointerKeys(pointer)) {
      const ways = isStar(step) ? end.stars : end.members;
      const next = ways.get(step) ?? { members: new Map(), stars: new Map(), rank: undefined };
      ways.set(step, next);
      end = next;
    }
    end.rank ??= rank;
  }
  return fork;
}

/** Where several pointers part. */
interface Fork {
  readonly members: Map<string, Fork>;
  readonly stars: Map<string, Fork>;
  /** Which pointer ends here. */
  rank: number | undefined;
}

/** A value, and where the pointers go on from it. */
interface Stand extends Pick<PlacedValue, "pointer" | "value"> {
  readonly fork: Fork;
}

function* walk(stands: readonly Stand[], keys: readonly string[]): Generator<readonly PlacedValue[]> {
  const found: (PlacedValue & { readonly rank: number })[] = [];
  const lists: Stand[] = [];
  const left = stands.toReversed();
  for (let stand = left.pop(); stand !== undefined; stand = left.pop()) {
    const { pointer, value, fork } = stand;
    if (fork.rank !== undefined) found.push({ pointer, keys, value, rank: fork.rank });
    if (typeof value !== "object" || value === null) continue;
    if (fork.stars.size > 0) lists.push(stand);
    for (const [key, next] of fork.members) {
      const member = memberOf(value, key, NOTHING);
      if (member !== NOTHING) left.push({ pointer: memberPointer(pointer, key), value: member, fork: next });
    }
  }
  yield found.length < 2 ? found : found.sort((one, other) => one.rank - other.rank);
  for (const key of keysOfAll(lists)) {
    const elements: Stand[] = [];
    for (const { pointer, value, fork } of lists) {
      const element = memberOf(value, key, NOTHING);
      if (element === NOTHING) continue;
      for (const [step, next] of fork.stars)
        if (isMeant(element, onlyOf(step)))
          elements.push({ pointer: memberPointer(pointer, key), value: element, fork: next });
    }
    yield* walk(elements, [...keys, key]);
  }
}

/** The keys of every list or object; those of one alone are not copied. */
function keysOfAll(lists: readonly Stand[]): Iterable<string> {
  const [first, ...others] = lists.map(({ value }) => Object.keys(Object(value)));
  return first === undefined || others.length === 0
    ? (first ?? [])
    : new Set([first, ...others].toSorted((one, other) => other.length - one.length).flat());
}

const NOWHERE: readonly PlacedValue[] = [];

/** Stands for the value of a member that does not exist. */
const NOTHING = Symbol("nothing");

/** The first value to which a pointer of `x-bedrock-format` leads; undefined where there is none, or no pointer. */
export function readPointer(root: unknown, pointers: Pointers | undefined): unknown {
  if (typeof pointers !== "string" || pointers.includes("*")) {
    return pointers === undefined ? undefined : readAll(root, pointers)[0]?.value;
  }
  let value = root;
  for (const key of pointerKeys(pointers)) {
    value = memberOf(value, key);
  }
  return value;
}

/** The member names and indexes that a JSON pointer (RFC 6901) leads through in a value. */
export function pointerPath(pointer: string, value: unknown): readonly (string | number)[] {
  let current = value;
  return pointerKeys(pointer).map((key) => {
    const isIndex = Array.isArray(current);
    current = memberOf(current, key);
    return isIndex ? Number(key) : key;
  });
}

/** The steps of a JSON pointer as they are written in the value. */
export function pointerKeys(pointer: string): readonly string[] {
  const known = stepsOf.get(pointer);
  if (known !== undefined) return known;
  const raw = pointer.split("/").slice(1);
  const steps = pointer.includes("~") ? raw.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")) : raw;
  if (stepsOf.size < MOST_KEPT) stepsOf.set(pointer, steps);
  return steps;
}

/** The specs have a few hundred pointers, and each body is read by all of its format's. */
const MOST_KEPT = 2_000;
const stepsOf = new Map<string, readonly string[]>();

/** The steps of a pointer up to its first `*`, the pointer that they are, and the steps from there on. */
interface Route {
  readonly plain: readonly string[];
  readonly start: string;
  readonly rest: readonly string[];
}

function routeOf(pointer: string): Route {
  const known = routes.get(pointer);
  if (known !== undefined) return known;
  const steps = pointerKeys(pointer);
  const firstStar = steps.findIndex(isStar);
  const plain = firstStar === -1 ? steps : steps.slice(0, firstStar);
  const start = firstStar === -1 ? pointer : plain.reduce(memberPointer, "");
  const route = { plain, start, rest: steps.slice(plain.length) };
  if (routes.size < MOST_KEPT) routes.set(pointer, route);
  return route;
}

const routes = new Map<string, Route>();

/** The pointer to a member, or to an item, of what a pointer leads to. */
export function memberPointer(pointer: string, key: string | number): string {
  // Few names need it, and each fault has several.
  const isPlain = typeof key === "number" || !(key.includes("~") || key.includes("/"));
  return `${pointer}/${isPlain ? key : key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** What an element must have to be meant. */
interface Only {
  readonly member: string;
  readonly value: string;
}

/** What `*[member=value]` asks of an element. */
function onlyOf(step: string): Only | undefined {
  if (step === "*") return undefined;
  const [, member, value] = /^\*\[([^=\]]+)=([^\]]*)\]$/.exec(step) ?? [];
  return member === undefined || value === undefined ? undefined : { member, value };
}

function isMeant(element: unknown, only: Only | undefined): boolean {
  return only === undefined || memberOf(element, only.member) === only.value;
}

/** Whether a step leads to elements: `*`, or `*[member=value]`. */
function isStar(step: string): boolean {
  return step.startsWith("*");
}

function ownKey(element: unknown, name: string): string | undefined {
  const key = memberOf(element, name);
  return typeof key === "number" || typeof key === "string" ? String(key) : undefined;
}

/** The value of a member; another one where there is no such member. */
function memberOf(value: unknown, key: string, otherwise?: unknown): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : otherwise;
}
