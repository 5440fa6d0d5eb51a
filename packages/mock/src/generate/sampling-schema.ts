import { javascriptPattern, plainPattern } from "./javascript-pattern.ts";
import { isHolder } from "./place.ts";

/** How far numbers go from a bound that has no counterpart. */
const SPAN = 1_000;

/** How many members are named after a pattern, and how many letters a text has beyond its least length. */
const FEW = 5;

/** Finds texts that a pattern matches. */
export type TextMaker = (pattern: string, seed: number) => string;

/**
 * A schema as later drafts write it: `items` of a tuple as `prefixItems`, and exclusive bounds as numbers. What Ajv
 * compiles, and what values are made from. The keyword `$async` is Ajv's own: no JSON Schema means anything by it.
 */
export function modernSchema(value: object): Schema {
  return Object(mapSchema(value, modernMembers));
}

function modernMembers(schema: Schema): Schema {
  const { items, additionalItems, minimum, maximum, exclusiveMinimum, exclusiveMaximum, ...more } = schema;
  const { $async: _, ...others } = more;
  return {
    ...others,
    ...(Array.isArray(items)
      ? { prefixItems: items, ...given({ items: additionalItems }) }
      : given({ items, additionalItems })),
    ...bound("minimum", minimum, exclusiveMinimum),
    ...bound("maximum", maximum, exclusiveMaximum),
  };
}

/**
 * A narrower schema that json-schema-faker meets more often: bounds on both sides of a number, one repetition as long
 * as a text must be, and members with names of the pattern that they must have.
 */
export function samplingSchema(value: Schema, textOf: TextMaker): Schema {
  const change = (schema: Schema) => ({
    ...schema,
    ...numberBounds(schema),
    ...textPattern(schema),
    ...memberNames(schema, textOf),
  });
  return Object(mapSchema(value, change));
}

/** A JSON Schema that is an object. */
export type Schema = Readonly<Record<string, unknown>>;

/** Changes every object of a schema that is a schema itself: not maps of them, nor values. */
function mapSchema(value: unknown, change: (schema: Schema) => Schema): unknown {
  if (Array.isArray(value)) {
    return value.map((each) => mapSchema(each, change));
  }
  if (!isHolder(value)) {
    return value;
  }
  const members = Object.entries(value).map(([name, member]) => [name, mapMember(name, member, change)]);
  return change(Object.fromEntries(members));
}

function mapMember(name: string, member: unknown, change: (schema: Schema) => Schema): unknown {
  if (VALUES.has(name)) {
    return member;
  }
  return MAPS.has(name) && isHolder(member)
    ? Object.fromEntries(Object.entries(member).map(([key, each]) => [key, mapSchema(each, change)]))
    : mapSchema(member, change);
}

const VALUES: ReadonlySet<string> = new Set(["const", "enum", "default", "examples", "example"]);
const MAPS: ReadonlySet<string> = new Set([
  ...["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"],
]);

/** A bound of an old draft is exclusive by a word beside it. */
function bound(name: "minimum" | "maximum", least: unknown, exclusive: unknown): Schema {
  const exclusiveName = name === "minimum" ? "exclusiveMinimum" : "exclusiveMaximum";
  return typeof exclusive === "boolean"
    ? given({ [exclusive ? exclusiveName : name]: least })
    : given({ [name]: least, [exclusiveName]: exclusive });
}

function numberBounds({ minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf }: Schema): Schema {
  const least = minimum ?? exclusiveMinimum;
  const most = maximum ?? exclusiveMaximum;
  const span = SPAN * (typeof multipleOf === "number" ? multipleOf : 1);
  if (typeof least === "number" && most === undefined) {
    return { maximum: least + Math.max(SPAN, span) };
  }
  return typeof most === "number" && least === undefined ? { minimum: most - Math.max(SPAN, span) } : {};
}

/** `^[a-z]+$` of at least 12 letters is `^[a-z]{12,17}$`. */
function textPattern({ pattern, minLength, maxLength }: Schema): Schema {
  if (typeof pattern !== "string") {
    return {};
  }
  const plain = plainPattern(javascriptPattern(pattern));
  if (typeof minLength !== "number") {
    return { pattern: plain };
  }
  const most = typeof maxLength === "number" ? maxLength : minLength + FEW;
  return { pattern: plain.replace(/(?<=[^\\])[+*](?=\$?$)/, `{${minLength},${most}}`) };
}

function memberNames(schema: Schema, textOf: TextMaker): Schema {
  const { properties, patternProperties, propertyNames, additionalProperties, minProperties = 0 } = schema;
  const [first] = Object.entries(Object(patternProperties));
  const [pattern, member] = first ?? [Object(propertyNames).pattern, additionalProperties ?? true];
  const missing = Number(minProperties) - Object.keys(Object(properties)).length;
  if (typeof pattern !== "string" || missing <= 0) {
    return {};
  }
  const names = new Set(Array.from({ length: missing * FEW }, (_, seed) => textOf(pattern, seed)));
  const chosen = [...names].slice(0, missing);
  return {
    properties: { ...Object(properties), ...Object.fromEntries(chosen.map((name) => [name, member])) },
    required: [...(Array.isArray(schema.required) ? schema.required : []), ...chosen],
  };
}

function given(members: Schema): Schema {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
