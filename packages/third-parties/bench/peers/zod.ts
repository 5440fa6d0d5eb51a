import { type Dialect, write } from "./dialect.ts";
import type { Peer } from "./peer.ts";

const dialect: Dialect = {
  any: "z.unknown()",
  boolean: "z.boolean()",
  null: "z.null()",
  record: "z.record(z.string(), z.unknown())",
  string: ({ minLength, maxLength, pattern }) =>
    `z.string()${minLength ? `.min(${minLength})` : ""}${maxLength ? `.max(${maxLength})` : ""}${pattern ? `.regex(/${pattern}/u)`.replaceAll(/(?<=\/.*[^\\])\/(?=.*\/u)/g, "\\/") : ""}`,
  number: ({ type, minimum, maximum, exclusiveMinimum }) =>
    `z.number()${type === "integer" ? ".int()" : ""}${minimum === undefined ? "" : `.min(${minimum})`}${maximum === undefined ? "" : `.max(${maximum})`}${exclusiveMinimum === undefined ? "" : `.gt(${exclusiveMinimum})`}`,
  literals: (values) => `z.literal(${JSON.stringify(values)})`,
  array: (item, { minItems }) => `z.array(${item})${minItems ? `.min(${minItems})` : ""}`,
  map: (value) => `z.record(z.string(), ${value})`,
  object: (members) =>
    `z.looseObject({${members.map(({ name, schema, isOptional }) => `${name}: ${schema}${isOptional ? ".optional()" : ""}`).join(", ")}})`,
  union: (branches) => {
    const others = branches.filter((branch) => branch !== "z.null()");
    const base = others.length === 1 ? others[0] : `z.union([${others.join(", ")}])`;
    return `${base}${others.length < branches.length ? ".nullable()" : ""}`;
  },
  tagged: (tag, branches) => `z.discriminatedUnion(${JSON.stringify(tag)}, [${branches.join(", ")}])`,
  both: (left, right) => `z.intersection(${left}, ${right})`,
  withOneOf: (base, names) =>
    `${base}.refine((o) => ${names.map((list) => `(${list.map((name) => `o[${JSON.stringify(name)}] !== undefined`).join(" && ")})`).join(" || ")})`,
};

/** https://zod.dev */
export const zod: Peer = {
  name: "zod",
  source: (schemas, request, response) => `import * as z from "zod";
${write(schemas, dialect)}
const peer = (schema) => ({ is: (value) => schema.safeParse(value).success, issues: (value) => schema.safeParse(value).error?.issues.length ?? 0 });
export const request = peer(${request}), response = peer(${response});`,
};
