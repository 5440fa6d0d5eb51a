import { pointerOf } from "../json-pointer.ts";
import type { CaseOwner } from "../model/case-owner.ts";
import type { Example } from "../model/example.ts";
import { isSuccess, type Parameter } from "../model/operation.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, resolve, type SpecNode } from "../source/spec-node.ts";
import { breakingValues } from "./breaking-values.ts";

/** One change of an example that breaks one constraint of a request. */
export interface Breach {
  /** The example that is changed. */
  readonly twin: Example;
  /** The keyword of the schema that is broken. */
  readonly keyword: string;
  /** The place of the member or parameter: `?maxResults`, or in the body a pointer in which `*` is each element. */
  readonly place: string;
  /** As a case states it. */
  readonly change: Readonly<Record<string, unknown>>;
}

/** A value in the request of an example, or a place for one, and the schema that describes it. */
interface Found {
  readonly schema: SpecNode;
  readonly twin: Example;
  readonly value: unknown;
  readonly pointer: string;
  readonly place: string;
}

/** Every constraint of an operation's requests that one change of an example breaks, each once. */
export function breachesOf(files: SpecFiles, { operation }: CaseOwner): readonly Breach[] {
  const twins = operation.examples.filter(isSuccess);
  const ofParameters = twins.flatMap((twin) =>
    operation.parameters.flatMap((parameter) => parameterBreaches(files, parameter, twin)),
  );
  const { request } = operation;
  const bodies = twins.flatMap((twin) =>
    request && twin.request ? [{ schema: request, twin, value: twin.request.value, pointer: "", place: "" }] : [],
  );
  const present = bodies.flatMap((body) => presentBreaches(files, body));
  const absent = bodies.flatMap((body) => absentBreaches(files, body));
  const known = new Map<string, Breach>();
  for (const breach of [...ofParameters, ...present, ...absent]) {
    const key = `${breach.place} ${breach.keyword}`;
    if (!known.has(key)) known.set(key, breach);
  }
  return [...known.values()];
}

function parameterBreaches(files: SpecFiles, parameter: Parameter, twin: Example): readonly Breach[] {
  const { name, in: location, required } = parameter;
  const schema = parameter.schema && resolve(files, parameter.schema);
  const breach = (keyword: string, change: object): Breach => ({
    twin,
    keyword,
    place: `?${name}`,
    change: { ...change },
  });
  const values = schema ? breakingValues(schema.value, twin.parameters[name], "text") : [];
  return [
    // A path without one of its parts is another path.
    ...values
      .filter(({ value }) => location !== "path" || value !== "")
      .map(({ keyword, value }) => breach(keyword, { parameter: { name, value } })),
    ...(required && location !== "path" && twin.parameters[name] !== undefined
      ? [breach("required", { removeParameter: name })]
      : []),
  ];
}

/** The breaches of a value that is there, and of all inside of it. */
function presentBreaches(files: SpecFiles, found: Found): readonly Breach[] {
  const schema = resolve(files, found.schema);
  if (!schema) return [];
  return [
    ...valueBreaches(schema, found),
    ...requiredBreaches(schema, found),
    ...inside(schema, found).flatMap((inner) => presentBreaches(files, inner)),
  ];
}

/** The breaches of members that the example lacks, where there could be one. */
function absentBreaches(files: SpecFiles, found: Found): readonly Breach[] {
  const schema = resolve(files, found.schema);
  if (!schema) return [];
  return [
    ...lacking(schema, found).flatMap((inner) => {
      const described = resolve(files, inner.schema);
      return described ? valueBreaches(described, inner) : [];
    }),
    ...inside(schema, found).flatMap((inner) => absentBreaches(files, inner)),
  ];
}

function valueBreaches({ value: schema }: SpecNode, { twin, value, pointer, place }: Found): readonly Breach[] {
  if (pointer === "") return [];
  return breakingValues(schema, value, "json").map(({ keyword, value: broken }) => ({
    twin,
    keyword,
    place,
    change: { set: { pointer, value: broken } },
  }));
}

function requiredBreaches(schema: SpecNode, { twin, value, pointer, place }: Found): readonly Breach[] {
  const required = child(schema, "required");
  const names = (required ? children(required) : []).map(([, node]) => String(node.value));
  return names
    .filter((name) => Object.hasOwn(Object(value), name))
    .map((name) => ({
      twin,
      keyword: "required",
      place: `${place}/${name}`,
      change: { remove: `${pointer}${pointerOf([name])}` },
    }));
}

/** The members and the first element or value of a value, with their schemas. */
function inside(schema: SpecNode, { twin, value, pointer, place }: Found): readonly Found[] {
  if (typeof value !== "object" || value === null) return [];
  const [properties, items, others] = ["properties", "items", "additionalProperties"].map((key) => child(schema, key));
  const members = Object.entries(value);
  const [first] = members;
  const at = (node: SpecNode, [key, member]: readonly [string, unknown], step: string): Found => ({
    schema: node,
    twin,
    value: member,
    pointer: `${pointer}${pointerOf([key])}`,
    place: `${place}/${step}`,
  });
  if (Array.isArray(value)) return items && first ? [at(items, first, "*")] : [];
  const described = members.flatMap((member) => {
    const node = properties && child(properties, member[0]);
    return node ? [at(node, member, member[0])] : [];
  });
  const isMap = others && typeof others.value === "object" && first && described.length === 0;
  return isMap ? [at(others, first, "*")] : described;
}

/** The members that a value lacks; a union has one, and takes no other. */
function lacking(schema: SpecNode, { twin, value, pointer, place }: Found): readonly Found[] {
  const properties = child(schema, "properties");
  if (!properties || child(schema, "maxProperties")?.value === 1) return [];
  return children(properties)
    .filter(([name]) => !Object.hasOwn(Object(value), name))
    .map(([name, node]) => ({
      schema: node,
      twin,
      value: undefined,
      pointer: `${pointer}${pointerOf([name])}`,
      place: `${place}/${name}`,
    }));
}
