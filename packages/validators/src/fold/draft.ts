/** One step in an answer: the name of a member, or the place of an element in a list that chunks fill by index. */
export type Step = string | number;

/** An answer in the making: objects, lists by index and joined lists are open until the last chunk. */
export class Draft {
  #root: unknown;

  /** Replaces what stands at a place. Objects and lists on the way are made. */
  write(place: readonly Step[], replace: (old: unknown) => unknown): void {
    this.#root = written(this.#root, place, replace);
  }

  /** The answer as plain values. */
  finish(): unknown {
    return finished(this.#root);
  }
}

/** An object that is being filled. */
export class OpenObject {
  readonly members: Map<string, unknown> = new Map();
}

/** A list whose elements are told by a number. */
export class OpenList {
  readonly elements: Map<number, unknown> = new Map();
}

/** A list that grows at its end. */
export class JoinedList {
  readonly items: unknown[] = [];
}

function written(old: unknown, place: readonly Step[], replace: (old: unknown) => unknown): unknown {
  const [step, ...rest] = place;
  if (step === undefined) return replace(old);
  if (typeof step === "number") {
    const list = old instanceof OpenList ? old : new OpenList();
    list.elements.set(step, written(list.elements.get(step), rest, replace));
    return list;
  }
  const object = old instanceof OpenObject ? old : new OpenObject();
  const value = written(object.members.get(step), rest, replace);
  if (value !== undefined) object.members.set(step, value);
  return object;
}

function finished(value: unknown): unknown {
  if (value instanceof OpenObject) {
    return Object.fromEntries([...value.members].map(([name, member]) => [name, finished(member)]));
  }
  if (value instanceof OpenList) {
    return [...value.elements].sort(([a], [b]) => a - b).map(([, element]) => finished(element));
  }
  return value instanceof JoinedList ? value.items : value;
}
