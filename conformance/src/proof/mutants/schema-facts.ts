import { type Members, membersOf } from "../specs/spec-tree.ts";

/** What the specs say of one value, all branches of its schema together. */
export interface SchemaFacts {
  /** Each schema that speaks of the value, its combinations taken apart. */
  readonly schemas: readonly Members[];
}

const COMBINATIONS = ["allOf", "anyOf", "oneOf"] as const;

/** Takes schemas apart: those that they combine speak of the same value. */
export function factsOf(schemas: readonly unknown[]): SchemaFacts {
  const found = new Set<Members>();
  const visit = (schema: unknown): void => {
    const members = membersOf(schema);
    if (members === undefined || found.has(members)) {
      return;
    }
    found.add(members);
    for (const keyword of COMBINATIONS) {
      for (const branch of listOf(members[keyword])) {
        visit(branch);
      }
    }
  };
  for (const schema of schemas) {
    visit(schema);
  }
  return { schemas: [...found] };
}

/** What is said of a member of the value. */
export function memberFacts({ schemas }: SchemaFacts, name: string): SchemaFacts {
  return factsOf(
    schemas.flatMap(({ properties, additionalProperties }) => {
      const known = membersOf(properties);
      const own = known !== undefined && Object.hasOwn(known, name) ? known[name] : additionalProperties;
      return own === undefined ? [] : [own];
    }),
  );
}

/** What is said of the elements of the value. */
export function elementFacts({ schemas }: SchemaFacts): SchemaFacts {
  return factsOf(schemas.map(({ items }) => items));
}

/** The names of the members that are described. */
export function memberNames({ schemas }: SchemaFacts): readonly string[] {
  return [...new Set(schemas.flatMap(({ properties }) => Object.keys(membersOf(properties) ?? {})))];
}

/** Whether some schema has a keyword. */
export function says({ schemas }: SchemaFacts, keyword: string): boolean {
  return schemas.some((schema) => schema[keyword] !== undefined);
}

/** The values of a keyword, in all schemas that have it. */
export function valuesOf({ schemas }: SchemaFacts, keyword: string): readonly unknown[] {
  return schemas.map((schema) => schema[keyword]).filter((value) => value !== undefined);
}

/** The JSON types that are named. */
export function typesOf(facts: SchemaFacts): ReadonlySet<unknown> {
  return new Set(valuesOf(facts, "type").flatMap(listOf));
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) {
    return value;
  }
  return value === undefined ? [] : [value];
}
