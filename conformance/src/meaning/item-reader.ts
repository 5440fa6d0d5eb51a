import { type ItemStream, readPointer } from "@bedrock-contract/validators";

/** What is wrong with an event of a stream of items. */
export interface ItemFault {
  /** The place in the event. */
  readonly pointer: string;
  readonly message: string;
  readonly expected: string;
  readonly received: string;
}

type PartRules = ItemStream["parts"][number];
type TextRules = ItemStream["texts"][number];

/** A part that was opened: an item of the answer, or a part of one. */
interface Part {
  /** Its place in the answer: parts of an item stand there in the order in which they were opened. */
  readonly place: string;
  readonly id: unknown;
  readonly parent: Part | undefined;
  isOpen: boolean;
  /** What was opened in it, by the rule of its kind. */
  readonly inside: Map<PartRules, Opened>;
  /** Its texts as they came in pieces, by their places in it. */
  readonly texts: Map<string, Text>;
}

/** Parts of one kind that were opened in the same place. */
interface Opened {
  readonly count: number;
  /** The number that the last of them has in its events. */
  readonly last: number;
}

interface Text {
  written: string;
  hasEnded: boolean;
}

/**
 * Follows a stream of items event by event: what is opened, filled and closed, and whether that makes the answer of the
 * last event. Events that the rules do not name say nothing of it.
 */
export class ItemReader {
  readonly #rules: ItemStream;
  readonly #name: string;
  /** The parts that were opened, by the places that their events name. */
  readonly #parts = new Map<string, Part>();
  readonly #items = new Map<PartRules, Opened>();
  #hasBegun = false;
  /** Whether the event came that ends the stream. */
  isOver = false;

  /** `name` is where an event says how it is called. */
  constructor(rules: ItemStream, name: string) {
    this.#rules = rules;
    this.#name = name;
  }

  /** Whether an event is one that ends the stream. */
  isLast(event: unknown): boolean {
    return Object.values(this.#rules.last).some((name) => name === readPointer(event, this.#name));
  }

  /** What is wrong with the next event. */
  read(event: unknown): readonly ItemFault[] {
    const name = readPointer(event, this.#name);
    if (this.isOver) {
      return [this.#fault("the stream goes on after its end", "no event", name)];
    }
    const isFirst = name === this.#rules.first;
    const begins = this.#hasBegun;
    this.#hasBegun = true;
    if (isFirst === begins) {
      const expected = begins ? "another event" : this.#rules.first;
      return [this.#fault(begins ? "the stream begins twice" : "the stream does not begin", expected, name)];
    }
    if (this.isLast(event)) {
      this.isOver = true;
      return this.#end(event);
    }
    for (const rules of this.#rules.parts) {
      const names = [rules, ...(rules.aliases ?? [])];
      if (names.some(({ opened }) => name === opened)) return this.#opened(rules, event);
      if (names.some(({ closed }) => name === closed)) return this.#closed(rules, event);
    }
    const text = this.#rules.texts.find(({ piece, end }) => name === piece || name === end);
    return text === undefined ? [] : this.#text(text, event, name === text.end);
  }

  #opened(rules: PartRules, event: unknown): readonly ItemFault[] {
    const place = placeOf(rules, event);
    const parent = this.#parentOf(rules, event);
    const wrong = this.#inParent(rules, event, parent);
    if (wrong !== undefined) {
      return [wrong];
    }
    const opened = parent === undefined ? this.#items : parent.inside;
    const { count, last } = opened.get(rules) ?? { count: 0, last: -1 };
    const pointer = rules.indexes.at(-1) ?? "";
    const index = readPointer(event, pointer);
    // Items are numbered one by one; some services number their parts on from one item to the next.
    const isNext = typeof index === "number" && (parent === undefined ? index === count : index > last);
    if (!isNext) {
      const message = this.#parts.has(place)
        ? "a part is opened twice"
        : "the parts are not numbered from 0, one by one";
      return [{ pointer, message, expected: String(count), received: show(index) }];
    }
    opened.set(rules, { count: count + 1, last: index });
    const value = readPointer(event, rules.value);
    this.#parts.set(place, {
      place: parent === undefined ? place : `${parent.place}${lastStep(rules.at).replace("*", String(count))}`,
      id: rules.id === undefined ? undefined : readPointer(value, rules.id),
      parent,
      isOpen: rules.closed !== undefined,
      inside: new Map(),
      texts: new Map(),
    });
    return [];
  }

  #closed(rules: PartRules, event: unknown): readonly ItemFault[] {
    const place = placeOf(rules, event);
    const part = this.#parts.get(place);
    const pointer = rules.indexes.at(-1) ?? "";
    if (part === undefined || !part.isOpen) {
      const message = part === undefined ? "a part is closed that was not opened" : "a part is closed twice";
      return [
        { pointer, message, expected: "the number of an open part", received: show(readPointer(event, pointer)) },
      ];
    }
    const open = [...this.#parts.values()].find((each) => each.parent === part && each.isOpen);
    if (open !== undefined) {
      return [this.#fault("a part is closed before what is in it", `the end of ${open.place} first`, place)];
    }
    const value = readPointer(event, rules.value);
    part.isOpen = false;
    const id = rules.id === undefined ? undefined : readPointer(value, rules.id);
    if (!isSame(id, part.id)) {
      return [
        {
          pointer: `${rules.value}${rules.id}`,
          message: "a part changes its id",
          expected: show(part.id),
          received: show(id),
        },
      ];
    }
    return [this.#inParent(rules, event, part.parent), ...this.#sums(part, value, { at: rules.value })].flatMap(
      (fault) => fault ?? [],
    );
  }

  #text(rules: TextRules, event: unknown, isEnd: boolean): readonly ItemFault[] {
    const place = placeOf(rules, event);
    const below = place.slice(place.lastIndexOf("/"));
    const owner = this.#parts.get(place.slice(0, -below.length));
    const pointer = rules.indexes.at(-1) ?? "";
    if (owner === undefined || !owner.isOpen) {
      const received = show(readPointer(event, pointer));
      return [
        {
          pointer,
          message: "a text continues outside an open part",
          expected: "the number of an open part",
          received,
        },
      ];
    }
    const wrong = ownerFault(rules, event, itemOf(owner));
    if (wrong !== undefined) {
      return [wrong];
    }
    const text = owner.texts.get(below) ?? { written: "", hasEnded: false };
    owner.texts.set(below, text);
    if (text.hasEnded) {
      return [this.#fault("a text goes on after its end", "no event of this text", readPointer(event, this.#name))];
    }
    if (!isEnd) {
      text.written += String(readPointer(event, rules.pieceText) ?? "");
      return [];
    }
    text.hasEnded = true;
    const said = readPointer(event, rules.endText);
    return said === text.written
      ? []
      : [
          {
            pointer: rules.endText,
            message: "the pieces do not add up to the text",
            expected: show(text.written),
            received: show(said),
          },
        ];
  }

  /** What came in pieces stands in the part that they are of. */
  #sums(part: Part, value: unknown, { at }: { readonly at: string }): readonly ItemFault[] {
    return [...part.texts].flatMap(([below, { written }]) => {
      const said = readPointer(value, below);
      return said === written
        ? []
        : [
            {
              pointer: `${at}${below}`,
              message: "the pieces do not add up to the text",
              expected: show(written),
              received: show(said),
            },
          ];
    });
  }

  #end(event: unknown): readonly ItemFault[] {
    const { whole, parts } = this.#rules;
    const [open] = [...this.#parts.values()].filter(({ isOpen }) => isOpen);
    if (open !== undefined && readPointer(event, this.#name) === this.#completed()) {
      return [
        this.#fault(
          "a part is still open at the end",
          `the end of ${open.place} first`,
          readPointer(event, this.#name),
        ),
      ];
    }
    const answer = readPointer(event, whole);
    const faults = [...this.#parts.values()].flatMap((part) =>
      part.isOpen ? [] : this.#sums(part, readPointer(answer, part.place), { at: `${whole}${part.place}` }),
    );
    const [outermost] = parts;
    const opened = outermost === undefined ? 0 : (this.#items.get(outermost)?.count ?? 0);
    const list = outermost === undefined ? [] : readPointer(answer, outermost.at.slice(0, -"/*".length));
    const count = Array.isArray(list) ? list.length : 0;
    const counted =
      count === opened
        ? []
        : [
            {
              pointer: whole,
              message: "the items of the response differ from those in the stream",
              expected: String(opened),
              received: String(count),
            },
          ];
    return [...counted, ...this.#identities(answer), ...faults].slice(0, 1);
  }

  /** The items of the answer have the ids that they came with. */
  #identities(answer: unknown): readonly ItemFault[] {
    const [outermost] = this.#rules.parts;
    return [...this.#parts.values()].flatMap(({ parent, id, place }) => {
      const said = readPointer(answer, `${place}${outermost?.id ?? ""}`);
      return parent !== undefined || isSame(said, id)
        ? []
        : [
            {
              pointer: `${this.#rules.whole}${place}`,
              message: "an item changes its id",
              expected: show(id),
              received: show(said),
            },
          ];
    });
  }

  #completed(): string | undefined {
    return Object.values(this.#rules.last)[0];
  }

  /** The part that the part is in; undefined for an item. */
  #parentOf(rules: PartRules, event: unknown): Part | undefined {
    const place = placeOf(rules, event);
    const owner = place.slice(0, place.lastIndexOf("/"));
    return this.#parts.get(owner.slice(0, owner.lastIndexOf("/")));
  }

  #inParent(rules: PartRules, event: unknown, parent: Part | undefined): ItemFault | undefined {
    if (rules.indexes.length === 1) {
      return undefined;
    }
    return parent === undefined || !parent.isOpen
      ? this.#fault(
          "a part is outside of an open item",
          "the beginning of its item first",
          readPointer(event, this.#name),
        )
      : ownerFault(rules, event, itemOf(parent));
  }

  #fault(message: string, expected: string, received: unknown): ItemFault {
    return { pointer: this.#name, message, expected, received: show(received) };
  }
}

function itemOf(part: Part): Part {
  return part.parent === undefined ? part : itemOf(part.parent);
}

/** Where a part stands in the part that it is of: `/content/*`. */
function lastStep(at: string): string {
  return at
    .split("/")
    .slice(-2)
    .map((key) => `/${key}`)
    .join("");
}

/** Ids are optional: one that is absent contradicts none. */
function isSame(said: unknown, id: unknown): boolean {
  return said === id || said === undefined || said === null || id === undefined || id === null;
}

/** An event names the item that it is about. */
function ownerFault({ ownerId }: PartRules | TextRules, event: unknown, item: Part): ItemFault | undefined {
  const said = ownerId === undefined ? item.id : readPointer(event, ownerId);
  return isSame(said, item.id)
    ? undefined
    : {
        pointer: ownerId ?? "",
        message: "an event names a different item",
        expected: show(item.id),
        received: show(said),
      };
}

/** The place in the answer that an event is about. */
function placeOf({ at, indexes }: PartRules | TextRules, event: unknown): string {
  return indexes.reduce((place, index) => place.replace("*", String(readPointer(event, index))), at);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}
