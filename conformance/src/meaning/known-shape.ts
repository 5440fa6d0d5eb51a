import { readFileSync } from "node:fs";
import { memberPointer, pointerKeys } from "@bedrock-contract/validators/pointer";
import type { Operation } from "@bedrock-contract/wire";
import { parse } from "yaml";
import type { UnknownPart } from "../result.ts";

/** What the specs describe of a body, as far as it tells what is new in it. */
export interface KnownShape {
  /** What of a value no document describes, each place once. */
  unknownIn(value: unknown): readonly UnknownPart[];
}

/**
 * What the specs know of the response of an operation, or of one chunk of its stream: read from the published document
 * of the format, else of the api. Undefined where they describe nothing.
 */
export function knownShapeOf(operation: Operation, format: string | undefined): KnownShape | undefined {
  const key = `${operation.name} ${format ?? ""}`;
  if (!shapes.has(key)) {
    shapes.set(key, readShape(operation, format));
  }
  return shapes.get(key);
}

const shapes = new Map<string, KnownShape | undefined>();

function readShape(operation: Operation, format: string | undefined): KnownShape | undefined {
  const name = format === undefined || operation.hasFormat !== true ? operation.api : `formats/${format}`;
  const file = new URL(import.meta.resolve(`@bedrock-contract/specs/${name}`));
  const path = ["paths", operation.path, operation.method.toLowerCase()].reduce(memberPointer, "");
  const content = at({ file, value: readDocument(file) }, `${path}/responses/${operation.successStatus}/content`);
  const [media] = Object.values(Object(content?.value));
  if (content === undefined || media === undefined) {
    return undefined;
  }
  const whole = new Shape([{ file: content.file, value: Object(media).schema }]);
  const isStream = operation.responseMediaType === "application/vnd.amazon.eventstream";
  const shape = isStream ? chunkShape(whole) : whole;
  return shape && { unknownIn: (value) => unknownIn(value, shape) };
}

/** Of a stream, one event; where its bytes are in the model's own form, what they hold. */
function chunkShape(stream: Shape): Shape | undefined {
  const event = stream.item;
  const bytes = event?.member("chunk")?.member("bytes");
  return bytes === undefined ? event : bytes.content;
}

function unknownIn(root: unknown, shape: Shape): readonly UnknownPart[] {
  const found = new Map<string, UnknownPart>();
  visit(root, shape, { pointer: "", found });
  return [...found.values()];
}

interface Visit {
  readonly pointer: string;
  readonly found: Map<string, UnknownPart>;
}

function visit(value: unknown, shape: Shape, { pointer, found }: Visit): void {
  if (typeof value === "string") {
    const { values } = shape;
    if (values !== undefined && !values.has(value)) {
      found.set(`${pointer} ${value}`, { pointer, value });
    }
  } else if (Array.isArray(value)) {
    const { item } = shape;
    if (item !== undefined) {
      const inside = { pointer: `${pointer}/*`, found };
      for (const element of value) {
        visit(element, item, inside);
      }
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      const inner = shape.member(name);
      if (inner !== undefined) {
        if (member !== null && typeof member !== "number" && typeof member !== "boolean") {
          visit(member, inner, { pointer: memberPointer(pointer, name), found });
        }
      } else if (shape.isClosed) {
        const place = memberPointer(pointer, name);
        found.set(place, { pointer: place });
      }
    }
  }
}

/** A schema, and the file in which its references are read. */
interface Placed {
  readonly file: URL;
  readonly value: unknown;
}

/** What several schemas describe together: any of them may be the one that holds. */
class Shape {
  readonly #leaves: readonly Placed[];
  readonly #members = new Map<string, Shape | undefined>();
  readonly isClosed: boolean;
  readonly values: ReadonlySet<string> | undefined;
  #item: Shape | undefined | "unread" = "unread";

  constructor(alternatives: readonly Placed[]) {
    this.#leaves = leavesOf(alternatives);
    const objects = this.#leaves.map(({ value }) => Object(value)).filter(canBeObject);
    this.isClosed = objects.length > 0 && objects.every(isDescribed);
    const values = this.#leaves.flatMap(({ value }) => valuesOf(value));
    this.values = values.length === 0 ? undefined : new Set(values);
  }

  /** What a member may be; undefined where nothing describes one of that name. */
  member(name: string): Shape | undefined {
    if (!this.#members.has(name)) {
      const found = this.#leaves.flatMap(({ file, value }) => {
        const { properties } = Object(value);
        return Object.hasOwn(Object(properties), name) ? [{ file, value: properties[name] }] : [];
      });
      this.#members.set(name, found.length === 0 ? undefined : new Shape(found));
    }
    return this.#members.get(name);
  }

  /** What an element of a list may be. */
  get item(): Shape | undefined {
    if (this.#item === "unread") {
      const found = this.#leaves.flatMap(({ file, value }) => inner(file, Object(value).items));
      this.#item = found.length === 0 ? undefined : new Shape(found);
    }
    return this.#item;
  }

  /** What a text holds that is of a type of its own. */
  get content(): Shape | undefined {
    const found = this.#leaves.flatMap(({ file, value }) => inner(file, Object(value).contentSchema));
    return found.length === 0 ? undefined : new Shape(found);
  }
}

function inner(file: URL, value: unknown): readonly Placed[] {
  return typeof value === "object" && value !== null ? [{ file, value }] : [];
}

/** Members that stand beside described ones are unknown; a schema that describes none says nothing of them. */
function isDescribed(schema: Readonly<Record<string, unknown>>): boolean {
  const { properties, additionalProperties = false, patternProperties, unevaluatedProperties = false } = schema;
  return (
    properties !== undefined &&
    (additionalProperties === false || additionalProperties === true) &&
    patternProperties === undefined &&
    unevaluatedProperties === false
  );
}

function canBeObject({ type, properties, ...rest }: Readonly<Record<string, unknown>>): boolean {
  return properties !== undefined || [type].flat().includes("object") || (type === undefined && isAnything(rest));
}

/** A schema without any rule. */
function isAnything(schema: object): boolean {
  return Object.keys(schema).every((name) => /^(?:description|title|x-.*|example|default)$/.test(name));
}

function valuesOf(schema: unknown): readonly string[] {
  const { enum: list = [], const: only } = Object(schema);
  return [...list, only].filter((each) => typeof each === "string");
}

const COMBINED = ["allOf", "anyOf", "oneOf"] as const;

/** The schemas without references and combinations. */
function leavesOf(alternatives: readonly Placed[]): readonly Placed[] {
  const leaves: Placed[] = [];
  const seen = new Set<unknown>();
  const add = (placed: Placed): void => {
    const { file, value } = placed;
    if (typeof value !== "object" || value === null || seen.has(value)) {
      return;
    }
    seen.add(value);
    const { $ref: reference, ...rest }: Readonly<Record<string, unknown>> = Object(value);
    if (typeof reference === "string") {
      const target = follow(file, reference);
      if (target !== undefined) {
        add(target);
      }
    }
    const parts = COMBINED.flatMap((name) => (Array.isArray(rest[name]) ? rest[name] : []));
    for (const part of [...parts, rest.then, rest.else]) {
      add({ file, value: part });
    }
    const isOnlyCombined = !(
      "type" in rest ||
      "properties" in rest ||
      "enum" in rest ||
      "const" in rest ||
      "items" in rest ||
      "contentSchema" in rest
    );
    if (!((parts.length > 0 || reference !== undefined) && isOnlyCombined)) {
      leaves.push({ file, value: rest });
    }
  };
  alternatives.forEach(add);
  return leaves;
}

function follow(file: URL, reference: string): Placed | undefined {
  const [place = "", pointer = ""] = reference.split("#");
  const other = place === "" ? file : new URL(place, file);
  return at({ file: other, value: readDocument(other) }, pointer);
}

/** The value at a pointer, references on the way followed. */
function at(root: Placed, pointer: string): Placed | undefined {
  let current: Placed | undefined = root;
  for (const key of pointerKeys(pointer)) {
    const reference: unknown = Object(current.value).$ref;
    const owner: Placed | undefined = typeof reference === "string" ? follow(current.file, reference) : current;
    if (owner === undefined || !Object.hasOwn(Object(owner.value), key)) {
      return undefined;
    }
    current = { file: owner.file, value: Object(owner.value)[key] };
  }
  return current;
}

const documents = new Map<string, unknown>();

function readDocument(file: URL): unknown {
  const known = documents.get(file.href) ?? read(file);
  documents.set(file.href, known);
  return known;
}

/** The published documents are JSON, which is read in a fraction of the time. */
function read(file: URL): unknown {
  const text = readFileSync(file, "utf8");
  return file.pathname.endsWith(".json") ? JSON.parse(text) : parse(text, { maxAliasCount: -1 });
}
