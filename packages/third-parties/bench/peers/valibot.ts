import { type Dialect, write } from "./dialect.ts";
import type { Peer } from "./peer.ts";

const pipe = (base: string, checks: readonly (string | false)[]) => {
  const used = checks.filter(Boolean);
  return used.length > 0 ? `v.pipe(${base}, ${used.join(", ")})` : base;
};

const dialect: Dialect = {
  any: "v.unknown()",
  boolean: "v.boolean()",
  null: "v.null()",
  record: "v.record(v.string(), v.unknown())",
  string: ({ minLength, maxLength, pattern }) =>
    pipe("v.string()", [
      minLength !== undefined && `v.minLength(${minLength})`,
      maxLength !== undefined && `v.maxLength(${maxLength})`,
      pattern !== undefined && `v.regex(new RegExp(${JSON.stringify(pattern)}, "u"))`,
    ]),
  number: ({ type, minimum, maximum, exclusiveMinimum }) =>
    pipe("v.number()", [
      type === "integer" && "v.integer()",
      minimum !== undefined && `v.minValue(${minimum})`,
      maximum !== undefined && `v.maxValue(${maximum})`,
      exclusiveMinimum !== undefined && `v.gtValue(${exclusiveMinimum})`,
    ]),
  literals: (values) => `v.picklist(${JSON.stringify(values)})`,
  array: (item, { minItems }) => pipe(`v.array(${item})`, [minItems !== undefined && `v.minLength(${minItems})`]),
  map: (value) => `v.record(v.string(), ${value})`,
  object: (members) =>
    `v.looseObject({${members.map(({ name, schema, isOptional }) => `${name}: ${isOptional ? `v.optional(${schema})` : schema}`).join(", ")}})`,
  union: (branches) => {
    const others = branches.filter((branch) => branch !== "v.null()");
    const base = others.length === 1 ? String(others[0]) : `v.union([${others.join(", ")}])`;
    return others.length < branches.length ? `v.nullable(${base})` : base;
  },
  tagged: (tag, branches) => `v.variant(${JSON.stringify(tag)}, [${branches.join(", ")}])`,
  both: (left, right) => `v.intersect([${left}, ${right}])`,
  withOneOf: (base, names) =>
    `v.pipe(${base}, v.check((o) => ${names.map((list) => `(${list.map((name) => `o[${JSON.stringify(name)}] !== undefined`).join(" && ")})`).join(" || ")}))`,
};

/** https://valibot.dev */
export const valibot: Peer = {
  name: "valibot",
  source: (schemas, request, response) => `import * as v from "valibot";
${write(schemas, dialect)}
const peer = (schema) => ({ is: (value) => v.is(schema, value), issues: (value) => v.safeParse(schema, value).issues?.length ?? 0 });
export const request = peer(${request}), response = peer(${response});`,
};
