/** A value that breaks one keyword of a schema. */
export interface BreakingValue {
  readonly keyword: string;
  readonly value: unknown;
}

/** The longest text, and the longest list, that a case is written with. */
const MOST_CHARACTERS = 4096;
const MOST_ITEMS = 50;

/** What patterns are tried with. */
const STRANGE = ["not valid", "!", "?", "ä", "not\nvalid", "-", "a", "0"];

/** What is of another type, in JSON and in a parameter; every text is a text. */
const OTHER_TYPE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  json: { string: 1, integer: 2.5, number: "many", boolean: "yes", array: {}, object: "text" },
  text: { integer: "many", number: "many", boolean: "perhaps" },
};

type Schema = Readonly<Record<string, unknown>>;

/** For each keyword of a schema a value that breaks it, made of a right value where one is known. */
export function breakingValues(schema: unknown, right: unknown, written: "json" | "text"): readonly BreakingValue[] {
  const keywords = Object(schema) as Schema; // Any schema may be read by any key.
  const { type, format } = keywords;
  const other = OTHER_TYPE[written]?.[String(type)];
  return [
    // A time has a form of its own in JSON, too.
    ...(other === undefined || format === "date-time" ? [] : [{ keyword: "type", value: other }]),
    ...(format === "date-time" ? [{ keyword: "format", value: "yesterday" }] : []),
    ...(type === "string" ? textValues(keywords, right) : []),
    ...(type === "integer" || type === "number" ? numberValues(keywords) : []),
    ...(type === "array" ? listValues(keywords, right) : []),
    ...(type === "object" ? memberValues(keywords, right) : []),
  ];
}

function textValues(schema: Schema, right: unknown): readonly BreakingValue[] {
  const { enum: values, minLength, maxLength, pattern } = schema;
  const text = typeof right === "string" && right !== "" ? right : "a";
  const broken = typeof pattern === "string" ? brokenText(pattern, limit(minLength, 0), limit(maxLength)) : undefined;
  return [
    ...(Array.isArray(values) ? [{ keyword: "enum", value: "NO_SUCH_VALUE" }] : []),
    ...(limit(minLength, 0) > 0
      ? [{ keyword: "minLength", value: text.repeat(limit(minLength)).slice(0, limit(minLength) - 1) }]
      : []),
    ...(limit(maxLength) <= MOST_CHARACTERS
      ? [{ keyword: "maxLength", value: text + text.slice(-1).repeat(Math.max(0, limit(maxLength) + 1 - text.length)) }]
      : []),
    ...(broken === undefined ? [] : [{ keyword: "pattern", value: broken }]),
  ];
}

/** A text of a right length that a pattern does not match. */
function brokenText(pattern: string, least: number, most: number): string | undefined {
  const expression = new RegExp(pattern, "u");
  return STRANGE.map((text) => text.repeat(Math.max(1, Math.ceil(least / text.length)))).find(
    (text) => text.length <= most && !expression.test(text),
  );
}

function numberValues({ minimum, maximum }: Schema): readonly BreakingValue[] {
  return [
    ...(typeof minimum === "number" ? [{ keyword: "minimum", value: minimum - 1 }] : []),
    ...(typeof maximum === "number" ? [{ keyword: "maximum", value: maximum + 1 }] : []),
  ];
}

function listValues({ minItems, maxItems }: Schema, right: unknown): readonly BreakingValue[] {
  const [first] = Array.isArray(right) ? right : [];
  return [
    ...(limit(minItems, 0) > 0 ? [{ keyword: "minItems", value: [] }] : []),
    ...(first !== undefined && limit(maxItems) <= MOST_ITEMS
      ? [{ keyword: "maxItems", value: Array.from({ length: limit(maxItems) + 1 }, () => first) }]
      : []),
  ];
}

/** What a union or a map may hold. */
function memberValues({ minProperties, maxProperties, properties }: Schema, right: unknown): readonly BreakingValue[] {
  const [first] = Object.entries(Object(right));
  const isMap = properties === undefined && first !== undefined && limit(maxProperties) <= MOST_ITEMS;
  const entry = (_: unknown, index: number): [string, unknown] => [`${first?.[0]}${index || ""}`, first?.[1]];
  return [
    ...(limit(minProperties, 0) > 0 ? [{ keyword: "minProperties", value: {} }] : []),
    ...(isMap
      ? [
          {
            keyword: "maxProperties",
            value: Object.fromEntries(Array.from({ length: limit(maxProperties) + 1 }, entry)),
          },
        ]
      : []),
  ];
}

function limit(value: unknown, otherwise = Number.POSITIVE_INFINITY): number {
  return typeof value === "number" ? value : otherwise;
}
