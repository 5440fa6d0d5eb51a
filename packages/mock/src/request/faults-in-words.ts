import { type Issue, readPointer } from "@bedrock-contract/validators";
import { pointerKeys } from "@bedrock-contract/validators/pointer";
import { faultMessage } from "@bedrock-contract/wire";

/** A message stays readable where a long list has the same fault in each element. */
const MAX_LISTED = 10;

/**
 * The faults of a body as Bedrock tells them, one after the other without a space: `#: required key [prompt] not
 * found`. Where nobody has seen its words for a fault, ours stand behind the place.
 */
export function faultsInWords(issues: readonly Issue[], body: unknown): string {
  const told = issues.slice(0, MAX_LISTED).map((issue) => ({ issue, words: inWords(issue, body) }));
  const texts = told.map(({ issue, words }) => words ?? `#${issue.pointer}: ${issue.message}`);
  const isKnown = told.every(({ words }) => words !== undefined);
  const rest = issues.length - told.length;
  return [texts.join(isKnown ? "" : "; "), ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ");
}

/** Keywords that say the same to whoever refuses a body. */
export const SAME_KEYWORDS: Readonly<Record<string, string>> = {
  "false schema": "additionalProperties",
  const: "enum",
};

function inWords({ pointer, keyword, expected, received }: Issue, body: unknown): string | undefined {
  const value = readPointer(body, pointer);
  const types = typesIn(expected);
  if (keyword === "type" && types.length !== 1) {
    return undefined;
  }
  // That one of several members is missing is said of their owner; Bedrock names the first.
  const isOfMembers = keyword === "required" && received !== "nothing";
  const path = isOfMembers ? `${pointer}/${/"([^"]+)"/.exec(expected)?.[1]}` : pointer;
  const slash = path.lastIndexOf("/");
  const kind = SAME_KEYWORDS[keyword] ?? keyword;
  return faultMessage("schema", kind, {
    place: `#${pointer}`,
    owner: `#${path.slice(0, slash)}`,
    key: pointerKeys(path).at(-1) ?? "",
    expected: keyword === "type" ? (JAVA_TYPES[types[0] ?? ""] ?? "") : (expected.match(/\d+/)?.[0] ?? expected),
    found: JAVA_TYPES[typeOf(value)] ?? "",
    value: kind === "enum" ? shown(value) : "",
    size: typeof value === "string" ? characters(value) : 0,
  });
}

/** The types of JSON that a message of ours names. */
export function typesIn(expected: string): readonly string[] {
  return expected.match(/\b(?:string|integer|number|true or false|array|object)\b/g) ?? [];
}

const LONGEST_SHOWN = 1_000;

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** Counted without a list of them: a text may be megabytes. */
function characters(text: string): number {
  let halves = 0;
  for (let at = 1; at < text.length; at += 1) {
    const isWhole = isHalf(text, at, 0xdc00) && isHalf(text, at - 1, 0xd800);
    halves += isWhole ? 1 : 0;
  }
  return text.length - halves;
}

/** Whether a unit of UTF-16 is one half of a character: the first, from 0xd800 on, or the second, from 0xdc00 on. */
function isHalf(text: string, at: number, from: 0xd800 | 0xdc00): boolean {
  return (text.charCodeAt(at) & 0xfc00) === from;
}

/** How the service, which is written in Java, calls the types of JSON. */
const JAVA_TYPES: Readonly<Record<string, string>> = {
  string: "String",
  integer: "Integer",
  number: "Number",
  boolean: "Boolean",
  "true or false": "Boolean",
  array: "JSONArray",
  object: "JSONObject",
  null: "Null",
  decimal: "BigDecimal",
};

function typeOf(value: unknown): string {
  if (value === null) {
    return "null";
  }
  if (typeof value === "number") {
    return Number.isInteger(value) ? "integer" : "decimal";
  }
  return Array.isArray(value) ? "array" : typeof value;
}
