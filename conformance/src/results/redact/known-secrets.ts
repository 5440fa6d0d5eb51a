/** What stands in a report instead of a secret. */
export const REDACTED = "REDACTED";

/** A shorter text is no secret, and may stand in any word. */
const SHORTEST_SECRET = 6;

/** So much of a secret gives it away where a text shows that it was cut. */
const SHORTEST_REST = 4;

/** A text may also end at a cut without a word; but then it may end with any word. */
const SHORTEST_END = 6;

/** Shows where a text was cut. */
const CUT = "…";

/** Creates a function that replaces these secrets, as they are and as JSON, URLs, base64 and hexadecimal write them. */
export function createKnownSecrets(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.filter(({ length }) => length >= SHORTEST_SECRET).flatMap(formsOf))]
    // The longest first: one secret may be part of another.
    .toSorted((one, other) => other.length - one.length);
  if (forms.length === 0) {
    return (text) => text;
  }
  return (text) =>
    redactRemains(
      forms.reduce((redacted, form) => redacted.replaceAll(form, REDACTED), text),
      forms,
    );
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.replaceAll(/\p{Surrogate}/gu, "")),
    bytes.toString("hex"),
    ...[0, 1, 2].flatMap((offset) => base64At(bytes, offset)),
  ];
  return forms.filter(({ length }) => length >= SHORTEST_SECRET);
}

/** The characters of base64 that depend on the secret alone, where so many bytes stand before it. */
function base64At(bytes: Buffer, offset: number): readonly string[] {
  const first = Math.ceil((8 * offset) / 6);
  const end = Math.floor((8 * (offset + bytes.length)) / 6);
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString("base64")
    .slice(first, end);
  return [text, text.replaceAll("+", "-").replaceAll("/", "_")];
}

/** Replaces what is left of a secret whose end, or whose beginning, was cut off. */
function redactRemains(text: string, forms: readonly string[]): string {
  const pieces = text.split(CUT);
  return pieces
    .map((piece, index) => {
      const isLast = index === pieces.length - 1;
      const end = longest(forms, (form) => beginningAtEnd(piece, form, isLast ? SHORTEST_END : SHORTEST_REST));
      const start = index === 0 ? 0 : longest(forms, (form) => endAtBeginning(piece, form));
      const rest = piece.slice(start, Math.max(start, piece.length - end));
      return `${start > 0 ? REDACTED : ""}${rest}${end > 0 ? REDACTED : ""}`;
    })
    .join(CUT);
}

function longest(forms: readonly string[], lengthOf: (form: string) => number): number {
  return Math.max(0, ...forms.map(lengthOf));
}

/** How many characters at the end of a text are the beginning of a secret. */
function beginningAtEnd(text: string, secret: string, shortest: number): number {
  for (let length = Math.min(text.length, secret.length - 1); length >= shortest; length -= 1) {
    if (text.endsWith(secret.slice(0, length))) {
      return length;
    }
  }
  return 0;
}

/** How many characters at the beginning of a text are the end of a secret. */
function endAtBeginning(text: string, secret: string): number {
  for (let length = Math.min(text.length, secret.length - 1); length >= SHORTEST_REST; length -= 1) {
    if (text.startsWith(secret.slice(-length))) {
      return length;
    }
  }
  return 0;
}
