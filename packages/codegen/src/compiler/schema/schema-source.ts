import { pointerOf, pointerSteps } from "../../json-pointer.ts";
import { SchemaError } from "../schema-error.ts";
import { subschemas } from "./keywords.ts";

/** Schemas by name or URI; `$ref: <key>` or `$ref: <key>#<pointer>` leads to one. */
export type SchemaDocuments = ReadonlyMap<string, unknown>;

/** A schema and where it stands. */
export interface LocatedSchema {
  readonly value: unknown;
  /** The key of its document. */
  readonly schema: string;
  /** JSON pointer from the document's root. */
  readonly pointer: string;
  /** What a `$ref` in it is relative to. */
  readonly base: string;
}

const ROOT = "schema:///";

/** Finds schemas by reference: by key, by `$id`, by `$anchor` and by JSON pointer. Nothing is fetched. */
export class SchemaSource {
  readonly #byUri = new Map<string, LocatedSchema>();
  /** The base of every schema object that has been walked, since a pointer may lead into another `$id`. */
  readonly #bases = new Map<object, string>();

  constructor(documents: SchemaDocuments) {
    for (const [schema, value] of documents) {
      const base = resolveUri(schema, ROOT);
      const root = { value, schema, pointer: "", base };
      this.#byUri.set(base, root);
      this.#walk(root);
    }
  }

  /** The schema that a reference means, from where it stands. */
  resolve(ref: string, from: LocatedSchema): LocatedSchema {
    const [base = "", fragment = ""] = resolveUri(ref, from.base).split("#", 2);
    const anchored = this.#byUri.get(`${base}#${fragment}`);
    if (anchored) return anchored;
    const root = this.#byUri.get(base);
    const pointer = decodeURIComponent(fragment);
    const target = root && (pointer === "" || pointer.startsWith("/")) ? this.#follow(root, pointer) : undefined;
    if (target) return target;
    throw new SchemaError(
      from,
      `$ref '${ref}' leads nowhere; expected the name of a schema, or a pointer or anchor in one`,
    );
  }

  /** A document by its key. */
  document(key: string): LocatedSchema {
    return this.resolve(key, { value: undefined, schema: key, pointer: "", base: ROOT });
  }

  #walk(place: LocatedSchema): void {
    if (!isRecord(place.value)) return;
    const { $id: id, $anchor: anchor } = place.value;
    const base = typeof id === "string" ? resolveUri(id, place.base).replace(/#$/, "") : place.base;
    const here = { ...place, base };
    this.#bases.set(place.value, base);
    if (place.pointer === "") this.#byUri.set(place.base, here);
    if (typeof id === "string") this.#byUri.set(base, here);
    if (typeof anchor === "string") this.#byUri.set(`${base}#${anchor}`, here);
    for (const { steps, schema } of subschemas(place.value)) {
      this.#walk({ value: schema, schema: place.schema, pointer: place.pointer + pointerOf(steps), base });
    }
  }

  #follow(root: LocatedSchema, pointer: string): LocatedSchema | undefined {
    let { value, base } = root;
    for (const key of pointerSteps(pointer)) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
      value = Reflect.get(value, key);
      if (typeof value === "object" && value !== null) base = this.#bases.get(value) ?? base;
    }
    return { value, schema: root.schema, pointer: root.pointer + pointer, base };
  }
}

/** Whether a value has members. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function resolveUri(ref: string, base: string): string {
  const resolved = URL.parse(ref, base.startsWith("urn:") && !ref.startsWith("#") ? ROOT : base);
  if (base.startsWith("urn:") && ref.startsWith("#")) return `${base}${ref}`;
  return resolved?.href ?? ref;
}
