import { type ItemStream, readAll, readPointer } from "@bedrock-contract/validators";
import { copyJson } from "../generate/copy-json.ts";
import { isHolder, writeAt } from "../generate/place.ts";
import { tokensOf } from "../generate/tokens.ts";
import type { ItemsDescription } from "./generate-response.ts";

type PartRules = ItemStream["parts"][number];
type TextRules = ItemStream["texts"][number];

/** What an answer is streamed from. */
export interface UnfoldRequest {
  readonly description: ItemsDescription;
  readonly body: unknown;
  /** Events of the specs, by their names: each event is like one of them. */
  readonly templates: ReadonlyMap<string, unknown>;
}

/** The events that tell of an answer: it begins, its items and their parts are opened, filled and closed, it is whole. */
export function unfoldItems(answer: unknown, request: UnfoldRequest): readonly unknown[] {
  return new Unfolding(request).events(answer);
}

/** How many tokens come in one piece. */
const PIECE = 4;

class Unfolding {
  readonly #request: UnfoldRequest;
  readonly #rules: ItemStream;
  readonly #events: unknown[] = [];

  constructor(request: UnfoldRequest) {
    this.#request = request;
    this.#rules = request.description.items;
  }

  events(answer: unknown): readonly unknown[] {
    const { whole, first, underWay, last, status, statuses, parts } = this.#rules;
    const [outermost] = parts;
    const begun: unknown = copyJson(answer);
    writeAt(begun, status, statuses.begun);
    for (const place of this.#rules.unknown ?? []) {
      writeAt(begun, place, null);
    }
    if (outermost === undefined) {
      return [];
    }
    const list = outermost.at.slice(0, -"/*".length);
    writeAt(begun, list, []);
    this.#add(first, { [whole]: begun });
    this.#add(underWay.at(-1) ?? first, { [whole]: copyJson(begun) });
    for (const { pointer, value } of readAll(answer, outermost.at)) {
      this.#part(outermost, { pointer, value, owner: undefined });
    }
    const said = String(readPointer(answer, status));
    this.#add(last[said] ?? Object.values(last)[0] ?? first, { [whole]: answer });
    return this.#events;
  }

  #part(rules: PartRules, { pointer, value, owner }: PlacedPart): void {
    const { statuses } = this.#rules;
    const id = rules.id === undefined ? owner : readPointer(value, rules.id);
    const about = { ...this.#indexes(rules, pointer), ...(rules.ownerId !== undefined && { [rules.ownerId]: owner }) };
    const empty: unknown = copyJson(value);
    const inside = this.#inside(rules, pointer);
    for (const each of inside) {
      const list = each.at.slice(rules.at.length, -"/*".length);
      // What an item holds only now and then is absent, and not empty, where it has none.
      if (Array.isArray(readPointer(empty, list))) {
        writeAt(empty, list, []);
      }
    }
    const texts = this.#texts(rules, value);
    for (const { at } of texts) {
      writeAt(empty, at.slice(rules.at.length), "");
    }
    if (rules.status !== undefined && readPointer(empty, rules.status) !== undefined) {
      writeAt(empty, rules.status, statuses.begun);
    }
    this.#add(rules.opened, { ...about, [rules.value]: rules.closed === undefined ? value : empty });
    for (const text of texts) {
      this.#text(text, { pointer, value: readPointer(value, text.at.slice(rules.at.length)), owner: id });
    }
    for (const each of inside) {
      for (const found of readAll(value, each.at.slice(rules.at.length))) {
        this.#part(each, { pointer: `${pointer}${found.pointer}`, value: found.value, owner: id });
      }
    }
    if (rules.closed !== undefined) {
      this.#add(rules.closed, { ...about, [rules.value]: value });
    }
  }

  #text(rules: TextRules, { pointer, value, owner }: PlacedPart): void {
    const { padding, paddingRefusedBy } = this.#rules;
    const about = { ...this.#indexes(rules, pointer), ...(rules.ownerId !== undefined && { [rules.ownerId]: owner }) };
    const isPadded = padding !== undefined && readPointer(this.#request.body, paddingRefusedBy) !== false;
    const tokens = tokensOf(String(value));
    for (let at = 0; at < tokens.length; at += PIECE) {
      const piece = tokens.slice(at, at + PIECE).join("");
      this.#add(rules.piece, { ...about, [rules.pieceText]: piece, ...(isPadded && { [padding]: padded(piece) }) });
    }
    this.#add(rules.end, { ...about, [rules.endText]: value });
  }

  /** The parts that stand directly in a part. */
  #inside({ at }: PartRules, _pointer: string): readonly PartRules[] {
    return this.#rules.parts.filter(
      (each) => each.at.startsWith(`${at}/`) && !each.at.slice(at.length, -2).includes("*"),
    );
  }

  /** The texts that stand directly in a part. */
  #texts({ at }: PartRules, value: unknown): readonly TextRules[] {
    return this.#rules.texts.filter(
      (text) =>
        text.at.startsWith(`${at}/`) &&
        !text.at.slice(at.length).includes("*") &&
        Object.entries(text.when).every(([place, said]) => readPointer(value, place) === said),
    );
  }

  #indexes({ indexes }: PartRules | TextRules, pointer: string): Readonly<Record<string, number>> {
    const numbers = pointer.split("/").filter((step) => /^\d+$/.test(step));
    return Object.fromEntries(indexes.map((place, index) => [place, Number(numbers[index] ?? 0)]));
  }

  #add(name: string, values: Readonly<Record<string, unknown>>): void {
    const { eventName = "" } = this.#request.description;
    const event: unknown = copyJson(this.#request.templates.get(name) ?? {});
    const { padding } = this.#rules;
    if (padding !== undefined && isHolder(event)) {
      Reflect.deleteProperty(event, padding.slice(1));
    }
    writeAt(event, eventName, name);
    writeAt(event, this.#rules.sequence, this.#events.length);
    for (const [place, value] of Object.entries(values)) {
      writeAt(event, place, value);
    }
    this.#events.push(event);
  }
}

interface PlacedPart {
  /** Its place in the answer. */
  readonly pointer: string;
  readonly value: unknown;
  /** What tells the item apart that it is in. */
  readonly owner: unknown;
}

/** Padding that makes pieces of different lengths alike. */
function padded(piece: string): string {
  return "x".repeat(Math.max(0, 16 - piece.length));
}
