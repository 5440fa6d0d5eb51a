import { memberPointer } from "@bedrock-contract/validators/pointer";
import type { EquivalenceName } from "../equivalences.ts";
import { membersOf } from "../specs/spec-tree.ts";
import {
  elementFacts,
  factsOf,
  memberFacts,
  memberNames,
  type SchemaFacts,
  says,
  typesOf,
  valuesOf,
} from "./schema-facts.ts";

/** A JSON value, changed in one place. */
export interface JsonChange {
  readonly class: string;
  /** JSON pointer to the place. */
  readonly pointer: string;
  /** What is done there. */
  readonly what: string;
  /** Why the specs may allow it. */
  readonly mayBecause: EquivalenceName;
  /** The whole value, changed; made when it is asked for. */
  value(): unknown;
}

/** Elements of a list that are changed in the same way: the first ones. */
const MOST_ALIKE = 2;

/** Every change of a value that its schema lets one think of. */
export function jsonChanges(root: unknown, schema: unknown): readonly JsonChange[] {
  const counts = new Map<string, number>();
  return [...changesAt({ value: root, facts: factsOf([schema]), keys: [], root })].filter((change) => {
    const alike = `${change.class} ${change.what} ${change.pointer.replaceAll(/\/\d+(?=\/|$)/g, "/*")}`;
    const count = (counts.get(alike) ?? 0) + 1;
    counts.set(alike, count);
    return count <= MOST_ALIKE;
  });
}

interface Place {
  readonly value: unknown;
  readonly facts: SchemaFacts;
  readonly keys: readonly string[];
  readonly root: unknown;
}

function* changesAt(place: Place): Generator<JsonChange> {
  const { value, facts, keys, root } = place;
  if (facts.schemas.every((schema) => Object.keys(schema).every((key) => key === "description"))) {
    return;
  }
  yield* valueChanges(place);
  if (Array.isArray(value)) {
    yield* listChanges(place);
    for (const [index, element] of value.entries()) {
      yield* changesAt({ value: element, facts: elementFacts(facts), keys: [...keys, String(index)], root });
    }
    return;
  }
  const members = membersOf(value);
  if (members !== undefined) {
    yield* absentMembers(place);
    for (const [name, member] of Object.entries(members)) {
      const at = { value: member, facts: memberFacts(facts, name), keys: [...keys, name], root };
      yield removal(at, facts);
      yield* changesAt(at);
    }
  }
}

function removal(place: Place, { schemas }: SchemaFacts): JsonChange {
  const name = place.keys.at(-1);
  const isDescribed = schemas.some(({ properties }) => membersOf(properties)?.[name ?? ""] !== undefined);
  return {
    class: "member-missing",
    pointer: pointerOf(place.keys),
    what: "left out",
    mayBecause: isDescribed ? "member-optional" : "member-undescribed",
    value: () => replaced(place, undefined),
  };
}

/** Members that the schema knows and the value lacks, each with a value that its own schema forbids. */
function* absentMembers(place: Place): Generator<JsonChange> {
  const members = membersOf(place.value) ?? {};
  for (const name of memberNames(place.facts)) {
    if (!Object.hasOwn(members, name)) {
      const facts = memberFacts(place.facts, name);
      const wrong = otherTypes(exampleOf(facts))[0];
      const at = { ...place, keys: [...place.keys, name] };
      yield change(at, { class: "absent-member-wrong", what: wrong, mayBecause: "type-allowed" });
    }
  }
}

function exampleOf(facts: SchemaFacts): unknown {
  const types = typesOf(facts);
  const [type] = ["object", "array", "string", "boolean"].filter((each) => types.has(each));
  const examples: Readonly<Record<string, unknown>> = { object: {}, array: [], string: "", boolean: true };
  return type === undefined ? 0 : examples[type];
}

function* valueChanges(place: Place): Generator<JsonChange> {
  const { value, facts, keys } = place;
  if (value !== null) {
    yield change(place, { class: "null-instead", what: null, mayBecause: "null-allowed" });
  }
  for (const other of otherTypes(value)) {
    yield change(place, {
      class: keys.length === 0 ? "body-type-changed" : "type-changed",
      what: other,
      mayBecause: "type-allowed",
    });
  }
  if (typeof value === "string") {
    yield* textChanges(place);
  } else if (typeof value === "number") {
    yield* numberChanges(place);
  } else if (typeof value === "boolean" && says(facts, "const")) {
    yield change(place, { class: "constant-altered", what: !value, mayBecause: "value-allowed" });
  }
}

/** Values of other types: the nearest one, which lenient readers take, and the farthest. */
function otherTypes(value: unknown): readonly unknown[] {
  switch (typeof value) {
    case "string":
      return [7, { text: value }];
    case "number":
      return [String(value), [value]];
    case "boolean":
      return [String(value), 1];
    default:
      return Array.isArray(value) ? ["", { 0: value[0] ?? null }] : ["", [value]];
  }
}

function* textChanges(place: Place): Generator<JsonChange> {
  const { value, facts } = place;
  if (says(facts, "enum")) {
    yield change(place, {
      class: "enum-altered",
      what: `${String(value)}-other`,
      mayBecause: "enum-known",
    });
  }
  if (says(facts, "const")) {
    yield change(place, {
      class: "constant-altered",
      what: `${String(value)}-other`,
      mayBecause: "value-allowed",
    });
  }
  const wrong: Readonly<Record<string, readonly string[]>> = {
    "date-time": ["yesterday", "2025-02-30T00:00:00Z", "2025-01-01"],
    byte: ["%%%"],
    base64: ["%%%"],
  };
  for (const format of [...valuesOf(facts, "format"), ...valuesOf(facts, "contentEncoding")]) {
    for (const text of wrong[String(format)] ?? []) {
      yield change(place, { class: "format-broken", what: text, mayBecause: "text-allowed" });
    }
  }
}

function* numberChanges(place: Place): Generator<JsonChange> {
  const value = Number(place.value);
  if (typesOf(place.facts).has("integer")) {
    yield change(place, { class: "fraction-instead", what: value + 0.5, mayBecause: "fraction-allowed" });
  }
  if (typesOf(place.facts).has("integer") && value > 0 && !says(place.facts, "minimum")) {
    yield change(place, { class: "integer-negated", what: -value, mayBecause: "number-allowed" });
  }
  if (says(place.facts, "minimum")) {
    yield change(place, {
      class: "number-too-small",
      what: -1 - Math.abs(value),
      mayBecause: "number-allowed",
    });
  }
  if (says(place.facts, "const")) {
    yield change(place, { class: "constant-altered", what: value + 1, mayBecause: "value-allowed" });
  }
}

function* listChanges(place: Place): Generator<JsonChange> {
  const list = Array.isArray(place.value) ? place.value : [];
  if (list.length > 0) {
    yield change(place, { class: "list-emptied", what: [], mayBecause: "list-free" });
  }
  if (list.length > 1) {
    yield change(place, {
      class: "list-cut",
      what: list.slice(0, -1),
      mayBecause: "list-free",
    });
  }
}

function change(
  place: Place,
  { what, ...rest }: { readonly class: string; readonly what: unknown; readonly mayBecause: EquivalenceName },
): JsonChange {
  return {
    ...rest,
    pointer: pointerOf(place.keys),
    what: `-> ${shown(what)}`,
    value: () => replaced(place, { value: what }),
  };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** The whole value with another one at a place, or with nothing there. */
function replaced({ root, keys }: Pick<Place, "root" | "keys">, by: { readonly value: unknown } | undefined): unknown {
  return withAt(root, keys, by);
}

/** A copy of a value with another one at a path of keys, or with nothing there; what is not on the way is shared. */
export function withAt(root: unknown, keys: readonly string[], by: { readonly value: unknown } | undefined): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) {
    return by?.value;
  }
  const isRemoved = rest.length === 0 && by === undefined;
  if (Array.isArray(root)) {
    const index = Number(key);
    return isRemoved ? root.toSpliced(index, 1) : root.with(index, withAt(root[index], rest, by));
  }
  const { [key]: member, ...others } = membersOf(root) ?? {};
  if (isRemoved) {
    return others;
  }
  return { ...membersOf(root), [key]: withAt(member, rest, by) };
}

/** The JSON pointer of a path of keys. */
export function pointerOf(keys: readonly string[]): string {
  return keys.reduce(memberPointer, "");
}
