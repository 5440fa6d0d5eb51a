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
  let found: readonly PlacedValue[] = [{ pointer: start, keys: [], value }];
  let parent = start;
  for (const key of rest) {
    const places: PlacedValue[] = [];
    for (const place of found) {
      if (isStar(key)) {
        addElements(places, place, { keyName: keyNames?.[parent], only: onlyOf(key) });
      } else {
        addMember(places, place, key);
      }
    }
    if (places.length === 0) return places;
    found = places;
    parent = keyNames === undefined ? parent : memberPointer(parent, key);
  }
  return found;
}

/** The values alone to which a pointer leads: of long lists they take a fraction of the memory. */
export function readValues(root: unknown, pointer: string): readonly unknown[] {
  const found: unknown[] = [];
  addValues(found, root, pointerKeys(pointer), 0);
  return found;
}

function addValues(found: unknown[], root: unknown, steps: readonly string[], from: number): void {
  let value = root;
  for (let at = from; at < steps.length; at += 1) {
    if (typeof value !== "object" || value === null) return;
    const key = steps[at] ?? "";
    if (isStar(key)) {
      const only = onlyOf(key);
      for (const element of Array.isArray(value) ? value : Object.values(value))
        if (isMeant(element, only)) addValues(found, element, steps, at + 1);
      return;
    }
    value = memberOf(value, key, NOTHING);
    if (value === NOTHING) return;
  }
  found.push(value);
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

/** Which elements are meant, and what their keys are. */
interface Elements {
  readonly keyName: string | undefined;
  readonly only: { readonly member: string; readonly value: string } | undefined;
}

/** What `*[member=value]` asks of an element. */
function onlyOf(step: string): Elements["only"] {
  if (step === "*") return undefined;
  const [, member, value] = /^\*\[([^=\]]+)=([^\]]*)\]$/.exec(step) ?? [];
  return member === undefined || value === undefined ? undefined : { member, value };
}

function isMeant(element: unknown, only: Elements["only"]): boolean {
  return only === undefined || memberOf(element, only.member) === only.value;
}

/** Whether a step leads to elements: `*`, or `*[member=value]`. */
function isStar(step: string): boolean {
  return step.startsWith("*");
}

function addElements(places: PlacedValue[], { pointer, keys, value }: PlacedValue, { keyName, only }: Elements): void {
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    const element: unknown = Reflect.get(value, key);
    if (!isMeant(element, only)) continue;
    const keyOf = keyName === undefined ? key : (ownKey(element, keyName) ?? key);
    places.push({ pointer: memberPointer(pointer, key), keys: [...keys, keyOf], value: element });
  }
}

function ownKey(element: unknown, name: string): string | undefined {
  const key = memberOf(element, name);
  return typeof key === "number" || typeof key === "string" ? String(key) : undefined;
}

function addMember(places: PlacedValue[], { pointer, keys, value }: PlacedValue, key: string): void {
  const member = memberOf(value, key, NOTHING);
  if (member !== NOTHING) {
    places.push({ pointer: memberPointer(pointer, key), keys, value: member });
  }
}

/** The value of a member; another one where there is no such member. */
function memberOf(value: unknown, key: string, otherwise?: unknown): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : otherwise;
}
