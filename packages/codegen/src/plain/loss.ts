/** What a plain document no longer says. */
export interface Loss {
  /** The schema and the members that lead to the place, or the operation. */
  readonly place: string;
  readonly loss: string;
}

/** Every kind of loss, in the words of the lists. */
export const LOSSES = {
  together: "members that go together or exclude each other are no longer said to",
  mixed: "a union of several kinds of values is any value",
  merged: "a union of objects that no member tells apart is one object with the members of all",
  open: "the values that are known are only described",
  pattern: "a pattern that looks ahead or behind is left out",
  keys: "the names of the members of a map are not limited",
  first: "what the first elements of a list are is not said",
  rules: "rules between parts of a request are left out",
  untyped: "a second request body without a type is left out",
  events: "a stream of events is bytes; its events are of the schema that the description names",
} as const;

/** Collects losses, each once. */
export class Losses {
  readonly #all = new Map<string, Loss>();

  add(place: string, kind: keyof typeof LOSSES): void {
    this.#all.set(`${place} ${kind}`, { place, loss: LOSSES[kind] });
  }

  list(): readonly Loss[] {
    return [...this.#all.values()];
  }
}
