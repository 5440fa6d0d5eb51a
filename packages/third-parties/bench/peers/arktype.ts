import { type Dialect, write } from "./dialect.ts";
import type { Peer } from "./peer.ts";

const dialect: Dialect = {
  any: 'type("unknown")',
  boolean: 'type("boolean")',
  null: 'type("null")',
  record: 'type("Record<string, unknown>")',
  string: ({ minLength, pattern }) =>
    pattern === undefined
      ? `type("string${minLength ? ` >= ${minLength}` : ""}")`
      : `type(new RegExp(${JSON.stringify(pattern)}, "u"))`,
  number: ({ type, minimum, maximum, exclusiveMinimum }) => {
    const base = type === "integer" ? "number.integer" : "number";
    const least =
      exclusiveMinimum === undefined
        ? minimum !== undefined && `${base} >= ${minimum}`
        : `${base} > ${exclusiveMinimum}`;
    return `type("${maximum === undefined ? least || base : `${minimum} <= ${base} <= ${maximum}`}")`;
  },
  literals: (values) => `type.enumerated(${values.map((value) => JSON.stringify(value)).join(", ")})`,
  array: (item, { minItems }) => `${item}.array()${minItems ? `.atLeastLength(${minItems})` : ""}`,
  map: (value) => `type({ "[string]": ${value} })`,
  object: (members) =>
    `type({${members.map(({ name, schema, isOptional }) => `${isOptional ? `${name.slice(0, -1)}?"` : name}: ${schema}`).join(", ")}})`,
  union: (branches) => branches.reduce((left, right) => `${left}.or(${right})`),
  tagged: (_, branches) => branches.reduce((left, right) => `${left}.or(${right})`),
  both: (left, right) => `${left}.and(${right})`,
  withOneOf: (base, names) =>
    `${base}.narrow((o, ctx) => ${names.map((list) => `(${list.map((name) => `o[${JSON.stringify(name)}] !== undefined`).join(" && ")})`).join(" || ")} || ctx.mustBe("complete"))`,
};

/** https://arktype.io */
export const arktype: Peer = {
  name: "arktype",
  source: (schemas, request, response) => `import { type } from "arktype";
${write(schemas, dialect)}
const peer = (schema) => ({
  is: (value) => schema.allows(value),
  issues: (value) => { const found = schema(value); return found instanceof type.errors ? found.length : 0; },
});
export const request = peer(${request}), response = peer(${response});`,
};
