import type { Clock } from "../clock.ts";
import { copyJson } from "../generate/copy-json.ts";
import { writeAt } from "../generate/place.ts";
import type { ItemsDescription } from "./generate-response.ts";

/** The answers that a mock keeps, so that they can be read, continued and forgotten. */
export interface StoredResponses {
  /** Keeps an answer. One that is made in the background is not whole before the mock's clock says so. */
  add(id: string, answer: unknown, background?: ItemsDescription["items"]): void;
  /** An answer as it is now; undefined where there is none. */
  find(id: string): unknown;
  /** Forgets an answer. Returns whether there was one. */
  remove(id: string): boolean;
  reset(): void;
}

interface Stored {
  readonly answer: unknown;
  readonly begun: number;
  readonly background: ItemsDescription["items"] | undefined;
}

/** More are not kept: the oldest goes first. */
const MOST = 1_000;

/** How long an answer is made in the background, in milliseconds of the clock. */
const BACKGROUND = 1_000;

/** No answers yet. */
export function createStoredResponses(clock: Clock): StoredResponses {
  const all = new Map<string, Stored>();
  return {
    add: (id, answer, background) => {
      all.set(id, { answer, begun: clock.now(), background });
      const [oldest] = all.keys();
      if (all.size > MOST && oldest !== undefined) {
        all.delete(oldest);
      }
    },
    find: (id) => {
      const found = all.get(id);
      if (found?.background === undefined || clock.now() >= found.begun + BACKGROUND) {
        return found?.answer;
      }
      return begunAnswer(found.answer, found.background, found.background.statuses.begun);
    },
    remove: (id) => all.delete(id),
    reset: () => all.clear(),
  };
}

/** An answer before there is anything in it. */
export function begunAnswer(answer: unknown, items: ItemsDescription["items"], status: string): unknown {
  const begun: unknown = copyJson(answer);
  writeAt(begun, items.status, status);
  for (const place of items.unknown ?? []) {
    writeAt(begun, place, null);
  }
  writeAt(begun, (items.parts[0]?.at ?? "").slice(0, -"/*".length), []);
  return begun;
}
