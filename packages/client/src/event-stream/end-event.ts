import type { FollowsChunks } from "./read-chunks.ts";

/** Follows the typed events of a stream to know whether its response is whole: then the event that ends it has come. */
export class EndEvent implements FollowsChunks {
  readonly #name: string;
  #hasCome = false;

  constructor(name: string) {
    this.#name = name;
  }

  /** Takes the next event. */
  see(event: unknown): void {
    this.#hasCome ||= typeof event === "object" && event !== null && Object.hasOwn(event, this.#name);
  }

  /** Whether nothing is missing so far. */
  get isWhole(): boolean {
    return this.#hasCome;
  }
}
