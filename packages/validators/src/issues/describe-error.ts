import type { RawError } from "../engine/check.ts";
import { counted, joinOr, showLiteral, typeName } from "./words.ts";

type Params = RawError["params"];

/** What was expected, and the sentence that says so together with what was received. */
export interface Description {
  readonly expected: string;
  readonly message: string;
}

/** Says an error in plain English; `shown` is the received value as text. */
export function describeError(error: RawError, received: unknown, shown: string): Description {
  const { keyword, params } = error;
  const alternatives = alternativesOf(params);
  if (alternatives) return wrong(joinOr(alternatives), shown);
  const size = SIZES[keyword];
  if (size)
    return { expected: size.expected(limitOf(params)), message: size.message(limitOf(params), size.measure(received)) };
  const member = MEMBERS[keyword];
  if (member) return member(params);
  return wrong(VALUES[keyword]?.(params) ?? `a value that satisfies \`${keyword}\``, shown);
}

function wrong(expected: string, shown: string): Description {
  return { expected, message: `must be ${expected}, but was ${shown}` };
}

/** Keywords about the value itself: what they expect. */
const VALUES: Readonly<Record<string, (params: Params) => string>> = {
  type: ({ type }) => joinOr([type].flat().map((name) => typeName(String(name)))),
  const: ({ allowedValue }) => showLiteral(allowedValue),
  enum: ({ allowedValues }) => joinOr([allowedValues].flat().map(showLiteral)),
  pattern: ({ pattern }) => `text that matches \`${pattern}\``,
  format: ({ format }) => FORMATS[String(format)] ?? `text of the format ${format}`,
  minimum: ({ limit }) => `at least ${limit}`,
  maximum: ({ limit }) => `at most ${limit}`,
  exclusiveMinimum: ({ limit }) => `more than ${limit}`,
  exclusiveMaximum: ({ limit }) => `less than ${limit}`,
  multipleOf: ({ multipleOf }) => `a multiple of ${multipleOf}`,
  uniqueItems: ({ i, j }) => `an array without equal items (${j} and ${i} are equal)`,
  contains: () => "an array that contains an item of the described form",
  anyOf: () => "of one of the described forms",
  oneOf: () => "of exactly one of the described forms",
  not: () => "of another form",
};

const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "a time such as 2026-01-31T09:30:00Z",
  date: "a date such as 2026-01-31",
  uri: "an absolute URI",
  uuid: "a UUID",
};

/** Keywords about a member that should or should not be there. */
const MEMBERS: Readonly<Record<string, (params: Params) => Description>> = {
  required: ({ anyMember }) => {
    if (!Array.isArray(anyMember)) return { expected: "a value", message: "is required, but missing" };
    const expected = `the member ${joinOr(anyMember.map(showLiteral))}`;
    return { expected, message: `must have ${expected}` };
  },
  dependentRequired: ({ property }) => ({
    expected: `a value, because ${showLiteral(property)} is there`,
    message: `is required because ${showLiteral(property)} is there, but missing`,
  }),
  additionalProperties: () => ({ expected: "no such member", message: "is not a member that is known here" }),
  propertyNames: () => ({ expected: "another name", message: "is not a name that is allowed here" }),
  "false schema": () => ({ expected: "nothing", message: "must not be there" }),
  depth: () => ({ expected: "less nesting", message: "is nested too deeply to be checked" }),
};

/** A keyword that limits how much there is of something. */
interface Size {
  readonly expected: (limit: number) => string;
  readonly message: (limit: number, actual: number) => string;
  readonly measure: (value: unknown) => number;
}

const SIZES: Readonly<Record<string, Size>> = {
  minLength: {
    expected: (limit) => `at least ${counted(limit, "character")}`,
    message: (limit, actual) =>
      actual === 0 ? "must not be empty" : `must not be shorter than ${counted(limit, "character")}, but has ${actual}`,
    measure: textLength,
  },
  maxLength: {
    expected: (limit) => `at most ${counted(limit, "character")}`,
    message: (limit, actual) => `must not be longer than ${counted(limit, "character")}, but has ${actual}`,
    measure: textLength,
  },
  minItems: sized("at least", "item"),
  maxItems: sized("at most", "item"),
  minProperties: sized("at least", "member"),
  maxProperties: sized("at most", "member"),
};

function sized(bound: string, noun: string): Size {
  return {
    expected: (limit) => `${bound} ${counted(limit, noun)}`,
    message: (limit, actual) => `must have ${bound} ${counted(limit, noun)}, but has ${actual}`,
    measure: (value) => (typeof value === "object" && value !== null ? Object.keys(value).length : 0),
  };
}

function textLength(value: unknown): number {
  return typeof value === "string" ? value.length : 0;
}

function limitOf({ limit }: Params): number {
  return typeof limit === "number" ? limit : 0;
}

/** What each branch of a union expected, each once. */
function alternativesOf({ alternatives }: Params): readonly string[] | undefined {
  if (!Array.isArray(alternatives)) return undefined;
  const expectations = alternatives.flatMap((error: RawError) => {
    const { type, allowedValue, allowedValues } = error.params;
    if (error.keyword === "const") return [showLiteral(allowedValue)];
    if (error.keyword === "enum") return [allowedValues].flat().map(showLiteral);
    return [type].flat().map((name) => typeName(String(name)));
  });
  return [...new Set(expectations)];
}
