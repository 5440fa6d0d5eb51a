/** One step in a response: the name of a member, or the number of an element. */
export type Step = string | number;

/** A response in the making: what chunks add to is open until the last chunk. */
export class Draft {
  #root: unknown;

  /** Replaces what stands at a place. Objects and lists on the way are made. */
  write(place: readonly Step[], replace: (old: unknown) => unknown): void {
    this.#root = written(this.#root, place, replace);
  }

  /** The number of the last element of the list at a place, if it has the member; else that of a new element. */
  lastWith(place: readonly Step[], member: string | undefined): number {
    const value = place.reduce(valueAt, this.#root);
    const list = Array.isArray(value) || value instanceof OpenList ? openList(value) : new OpenList();
    const last = list.end - 1;
    return member !== undefined && valueAt(list.get(last), member) !== undefined ? last : list.end;
  }

  /** The response as plain values. */
  finish(): unknown {
    return finished(this.#root);
  }
}

/** An object that is being filled. */
export class OpenObject {
  readonly members: Map<string, unknown> = new Map();
}

/** A list that is being filled, whose elements have numbers. */
export class OpenList {
  readonly #elements = new Map<number, unknown>();
  #end = 0;

  /** The number after the highest. */
  get end(): number {
    return this.#end;
  }

  get(index: number): unknown {
    return this.#elements.get(index);
  }

  set(index: number, element: unknown): void {
    this.#elements.set(index, element);
    this.#end = Math.max(this.#end, index + 1);
  }

  /** The elements in the order of their numbers. */
  inOrder(): readonly unknown[] {
    return [...this.#elements].sort(([a], [b]) => a - b).map(([, element]) => element);
  }
}

/** JSON that comes in pieces, in the place of a value that counts if no piece has any text. */
export class JsonPieces {
  readonly text: string;
  readonly before: unknown;

  constructor(text: string, before: unknown) {
    this.text = text;
    this.before = before;
  }
}

/** The object that stands at a place, open; a new one where something else stands. */
export function openObject(old: unknown): OpenObject {
  if (old instanceof OpenObject) return old;
  const object = new OpenObject();
  if (isPlainObject(old)) for (const [name, member] of Object.entries(old)) object.members.set(name, member);
  return object;
}

/** The list that stands at a place, open; a new one where something else stands. */
export function openList(old: unknown): OpenList {
  if (old instanceof OpenList) return old;
  const list = new OpenList();
  if (Array.isArray(old)) for (const element of old) list.set(list.end, element);
  return list;
}

function written(old: unknown, place: readonly Step[], replace: (old: unknown) => unknown): unknown {
  const [step, ...rest] = place;
  if (step === undefined) return replace(old);
  if (typeof step === "number") {
    const list = openList(old);
    list.set(step, written(list.get(step), rest, replace));
    return list;
  }
  const object = openObject(old);
  const value = written(object.members.get(step), rest, replace);
  if (value !== undefined) object.members.set(step, value);
  return object;
}

function valueAt(owner: unknown, step: Step): unknown {
  if (typeof step === "number") return openList(owner).get(step);
  return openObject(owner).members.get(step);
}

function finished(value: unknown): unknown {
  if (value instanceof OpenObject) {
    return Object.fromEntries([...value.members].map(([name, member]) => [name, finished(member)]));
  }
  if (value instanceof OpenList) return value.inOrder().map(finished);
  return value instanceof JsonPieces ? parsed(value) : value;
}

/** Text that the token limit cut off is not valid JSON: it stays text. */
function parsed({ text, before }: JsonPieces): unknown {
  if (text === "") return finished(before);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isPlainObject(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof OpenList || value instanceof JsonPieces)
  );
}
