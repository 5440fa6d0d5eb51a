import { cutSpans } from "./cut-spans.ts";
import { decodedViews, type View } from "./decoded-views.ts";
import { numberedBytes } from "./numbered-bytes.ts";

/** A part of a text, from its first character to the one after its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Finds what gives secrets away in a text; parts that overlap are one. */
export type SecretFinder = (text: string) => readonly Span[];

/** A shorter text is not a secret, and may stand in any word. */
const SHORTEST_SECRET = 6;

/** Letters and digits of a secret in a row that give it away. */
const RUN = 12;

/** How bytes are written as characters that each stand for the same number of bits. */
interface Encoding {
  readonly alphabet: string;
  readonly bits: number;
  /** The number of bytes after which a character begins where a byte does. */
  readonly cycle: number;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const HEX: Encoding = { alphabet: "0123456789abcdef", bits: 4, cycle: 1 };
const BASE32: Encoding = { alphabet: `${LETTERS}234567`, bits: 5, cycle: 5 };
const BASE64: Encoding = { alphabet: `${LETTERS}${LETTERS.toLowerCase()}0123456789+/`, bits: 6, cycle: 3 };

/** Runs are compared in small letters, and without what tells base64 for URLs from base64. */
const RUN_ENCODINGS = [HEX, BASE32, BASE64];
const EXACT_ENCODINGS = [
  ...RUN_ENCODINGS,
  { ...HEX, alphabet: HEX.alphabet.toUpperCase() },
  { ...BASE32, alphabet: BASE32.alphabet.toLowerCase() },
  { ...BASE64, alphabet: BASE64.alphabet.replace("+/", "-_") },
];

/** How lists, dumps and escapes write each byte as a number. Two digits are the fewest of a printable character. */
const NUMBERS: readonly ((byte: number) => string)[] = [
  (byte) => String(byte),
  (byte) => `0x${byte.toString(16).padStart(2, "0")}`,
  (byte) => byte.toString(8).padStart(3, "0"),
];
const NUMBERS_RUN = 2 * RUN;

/**
 * Creates what finds secrets by their value: as they are, as JSON, URLs, HTML, base64, base32, hexadecimal and lists
 * or objects of bytes write them, in any mixture of these, in capitals or small letters, with anything but letters and digits of
 * ASCII between or missing, and any run of twelve letters and digits of them; shorter ones where a text was cut. What
 * hides a secret on purpose is not found: one that is written backwards, or encoded in base64 twice.
 */
export function createSecretFinder(secrets: readonly string[]): SecretFinder {
  const all = [...new Set(secrets)].filter(({ length }) => length >= SHORTEST_SECRET);
  if (all.length === 0) {
    return () => [];
  }
  const exact = all.flatMap(exactForms);
  const ownParts = [...new Set(all.flatMap((secret) => exactForms(ownPart(secret)).map(({ text }) => text)))];
  const index = new RunIndex(all.flatMap(runForms));
  const spansIn = (view: View): readonly Span[] => [
    ...exactSpans(view, exact),
    ...index.spans(view),
    ...cutSpans(view, ownParts),
  ];
  return (text) =>
    merged(
      decodedViews(text).flatMap((view) => [
        ...spansIn(view),
        ...numberedBytes(view).flatMap((bytes) =>
          spansIn({ text: bytes.text, at: (place) => place }).flatMap(bytes.spansOf),
        ),
      ]),
    );
}

/** One way to write a secret, and whether a part of it also stands in the character of base64 before or after. */
interface Form {
  readonly text: string;
  readonly isBegunBefore: boolean;
  readonly isEndedAfter: boolean;
}

/** How a secret is written as a whole, before escapes. */
function exactForms(secret: string): readonly Form[] {
  const bytes = new TextEncoder().encode(secret);
  const forms = [
    { text: secret, isBegunBefore: false, isEndedAfter: false },
    ...EXACT_ENCODINGS.flatMap((encoding) => encodedForms(bytes, encoding)),
  ];
  return forms.filter(({ text }) => text.length >= SHORTEST_SECRET);
}

/** The characters that depend on the secret alone, for each number of bytes that may stand before it. */
function encodedForms(bytes: Uint8Array, { alphabet, bits, cycle }: Encoding): readonly Form[] {
  return Array.from({ length: cycle }, (_, offset) => {
    const first = Math.ceil((8 * offset) / bits);
    const end = Math.floor((8 * (offset + bytes.length)) / bits);
    let text = "";
    for (let character = first; character < end; character += 1) {
      const bit = character * bits - 8 * offset;
      const two = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
      text += alphabet.charAt((two >> (16 - bits - (bit & 7))) & ((1 << bits) - 1));
    }
    return { text, isBegunBefore: offset > 0, isEndedAfter: (8 * (offset + bytes.length)) % bits > 0 };
  });
}

function exactSpans(view: View, forms: readonly Form[]): readonly Span[] {
  const { text } = view;
  return forms.flatMap((form) => {
    const { length } = form.text;
    const spans: Span[] = [];
    for (let found = text.indexOf(form.text); found !== -1; found = text.indexOf(form.text, found + length)) {
      spans.push(widened(view, { start: found, end: found + length }, form));
    }
    return spans;
  });
}

/** In the given text, a part of a view, with the characters around it that a part of the secret stands in. */
function widened({ text, at }: View, { start, end }: Span, form: Pick<Form, "isBegunBefore" | "isEndedAfter">): Span {
  const before = form.isBegunBefore && /[\w+/-]/.test(text.charAt(start - 1)) ? 1 : 0;
  const [after = ""] = (form.isEndedAfter && /^[\w+/-]={0,6}/.exec(text.slice(end, end + 7))) || [];
  return { start: at(start - before), end: at(end + after.length) };
}

/** Letters and digits, and how many of them in a row give the secret away. */
interface RunForm extends Form {
  readonly least: number;
}

/** What other services put before each of their keys is not a part of the secret. */
const PREFIX = /^(?:bedrock-api-key-|ABSK|sk-(?:proj-|ant-)?)/;

function ownPart(secret: string): string {
  return secret.replace(PREFIX, "");
}

/** Words, and no letters at random: other texts have some of them in a row as well. */
const WORDS = /^(?:[^A-Z\d]+|[^a-z\d]+)$/;

function runForms(secret: string): readonly RunForm[] {
  const bytes = new TextEncoder().encode(secret);
  const plain = lettersOf(ownPart(secret));
  const alone = { isBegunBefore: false, isEndedAfter: false };
  const forms = [
    { ...alone, text: plain, least: WORDS.test(secret) ? Math.max(RUN, plain.length) : RUN },
    ...RUN_ENCODINGS.flatMap((encoding) =>
      encodedForms(bytes, encoding).map((form) => ({
        ...form,
        text: lettersOf(form.text),
        least: Math.ceil((8 * RUN) / encoding.bits),
      })),
    ),
    ...NUMBERS.map((numberOf) => {
      const text = Array.from(bytes, numberOf).join("");
      return { ...alone, text, least: Math.max(RUN, Math.min(NUMBERS_RUN, text.length)) };
    }),
  ];
  return forms.filter(({ text, least }) => text.length >= least);
}

function lettersOf(text: string): string {
  return squeezed({ text }).text;
}

/** The letters and digits of a view, all small. Those of other scripts, and what cannot be seen, are left out. */
interface Squeezed {
  readonly text: string;
  /** Where in the view characters from one to another stand. */
  readonly span: (from: number, to: number) => Span;
}

function squeezed({ text }: Pick<View, "text">): Squeezed {
  const places: number[] = [];
  const units: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if ((unit >= 48 && unit <= 57) || (unit >= 97 && unit <= 122)) {
      places.push(index);
      units.push(unit);
    } else if (unit >= 65 && unit <= 90) {
      places.push(index);
      units.push(unit + 32);
    }
  }
  return {
    text: textOf(units),
    span: (from, to) => ({ start: places[from] ?? 0, end: (places[to - 1] ?? 0) + 1 }),
  };
}

/** More arguments at once than this are too many for a function. */
const MOST_ARGUMENTS = 8_192;

function textOf(units: readonly number[]): string {
  let text = "";
  for (let start = 0; start < units.length; start += MOST_ARGUMENTS) {
    text += String.fromCharCode(...units.slice(start, start + MOST_ARGUMENTS));
  }
  return text;
}

/** So long are the pieces by which runs are looked for. */
const PIECE = 6;

/** Knows where pieces stand in the forms of secrets: of each run that gives a form away, one at least. */
class RunIndex {
  readonly #places = new Map<string, (readonly [form: RunForm, at: number])[]>();

  constructor(forms: readonly RunForm[]) {
    for (const form of forms) {
      const stride = form.least - PIECE + 1;
      for (let at = 0; at + PIECE <= form.text.length; at += stride) {
        const piece = form.text.slice(at, at + PIECE);
        const places = this.#places.get(piece) ?? [];
        places.push([form, at]);
        this.#places.set(piece, places);
      }
    }
  }

  spans(view: View): readonly Span[] {
    const { text, span } = squeezed(view);
    const spans: Span[] = [];
    for (let at = 0; at + PIECE <= text.length; at += 1) {
      for (const [form, place] of this.#places.get(text.slice(at, at + PIECE)) ?? []) {
        const before = common(text, form.text, { at: at - 1, place: place - 1, step: -1 });
        const after = common(text, form.text, { at, place, step: 1 });
        if (before + after >= form.least) {
          const isBegunBefore = form.isBegunBefore && before === place;
          const isEndedAfter = form.isEndedAfter && place + after === form.text.length;
          spans.push(widened(view, span(at - before, at + after), { isBegunBefore, isEndedAfter }));
        }
      }
    }
    return spans;
  }
}

/** How many characters of two texts are the same from there on. */
function common(
  text: string,
  other: string,
  { at, place, step }: { readonly at: number; readonly place: number; readonly step: 1 | -1 },
): number {
  let count = 0;
  while (
    at + step * count >= 0 &&
    place + step * count >= 0 &&
    place + step * count < other.length &&
    text[at + step * count] === other[place + step * count]
  ) {
    count += 1;
  }
  return count;
}

function merged(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const last = result.at(-1);
    if (last !== undefined && span.start <= last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    } else {
      result.push(span);
    }
  }
  return result;
}
