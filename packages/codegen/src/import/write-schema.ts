import { linearPattern } from "../service-model/linear-pattern.ts";
import { type Member, type ServiceModel, type Shape, shapeOf } from "../service-model/service-model.ts";
import type { ShapeUses } from "./shape-uses.ts";

/** What stands where a description is still to be written; the linter refuses it. */
export const UNWRITTEN = "To be written.";

/** A schema, or another part of an OpenAPI document. */
export type Part = Readonly<Record<string, unknown>>;

/** Writes the shapes of a model as schemas. */
export class SchemaWriter {
  readonly #model: ServiceModel;
  readonly #uses: ShapeUses;
  /** What refers to a shape that has a name. */
  readonly #refer: (shape: string) => string;

  constructor(model: ServiceModel, uses: ShapeUses, refer: (shape: string) => string) {
    this.#model = model;
    this.#uses = uses;
    this.#refer = refer;
  }

  /** The schema under a shape's own name: strict where requests reach it. */
  named(name: string, members = bodyOf(shapeOf(this.#model, name))): Part {
    return this.#schema(name, this.#uses.isStrict(name), members);
  }

  /** The schema of a member; a reference to a leaf is described, for the leaf does not say what the member is. */
  member({ shape, idempotencyToken, deprecated }: Member, isStrict: boolean): Part {
    const inner = this.inner(shape, isStrict);
    const isLeaf = !isNested(shapeOf(this.#model, shape)) && idempotencyToken === undefined;
    return {
      ...inner,
      ...(isLeaf && { description: UNWRITTEN }),
      ...(deprecated && { deprecated }),
      ...(idempotencyToken && { "x-idempotency-token": true }),
    };
  }

  /** A reference to a shape, or where it has no name the schema itself. */
  inner(name: string, isStrict: boolean): Part {
    const shape = shapeOf(this.#model, name);
    const isNamed = this.#uses.isNamed(name) && (isStrict || isNested(shape));
    return isNamed ? { $ref: this.#refer(name) } : this.#schema(name, isStrict, bodyOf(shape));
  }

  #schema(name: string, isStrict: boolean, members: Part): Part {
    const shape = shapeOf(this.#model, name);
    return {
      ...(shape.document ? { description: UNWRITTEN } : this.#typed(shape, isStrict, members)),
      ...(shape.sensitive && { "x-sensitive": true }),
    };
  }

  #typed(shape: Shape, isStrict: boolean, members: Part): Part {
    const { type, min, max } = shape;
    const described = { description: UNWRITTEN };
    const bounds = (least: string, most: string): Part =>
      isStrict
        ? { ...(min !== undefined && min !== 0 && { [least]: min }), ...(max !== undefined && { [most]: max }) }
        : {};
    switch (type) {
      case "structure":
        return this.#structure(shape, isStrict, members);
      case "list":
        return {
          type: "array",
          ...described,
          ...bounds("minItems", "maxItems"),
          items: this.inner(shape.element ?? "", isStrict),
        };
      case "map":
        return {
          type: "object",
          ...described,
          ...bounds("minProperties", "maxProperties"),
          ...this.#keys(shape.key ?? "", isStrict),
          additionalProperties: this.inner(shape.value ?? "", isStrict),
        };
      case "integer":
      case "long":
        return { type: "integer", ...described, ...(isStrict && defined({ minimum: min, maximum: max })) };
      case "float":
      case "double":
        return { type: "number", ...described, ...(isStrict && defined({ minimum: min, maximum: max })) };
      case "blob":
        return { type: "string", contentEncoding: "base64", ...described, ...(isStrict && base64Bounds(shape)) };
      case "boolean":
        return { type, ...described };
      case "timestamp":
        return { type: "string", format: "date-time", ...described };
      case "string":
        return shape.enum
          ? enumeration(shape.enum, isStrict)
          : this.#text(shape, isStrict, bounds("minLength", "maxLength"));
      default:
        throw new Error(`a shape is of the type ${type}, which the specs have no schema for`);
    }
  }

  #structure(shape: Shape, isStrict: boolean, members: Part): Part {
    const required = (shape.required ?? []).filter((name) => name in members);
    const properties = Object.entries(shape.members ?? {})
      .filter(([name]) => name in members)
      .map(([name, member]) => [name, this.member(member, isStrict)]);
    return {
      type: "object",
      description: UNWRITTEN,
      ...(shape.union && { minProperties: 1, maxProperties: 1 }),
      ...(required.length > 0 && { required }),
      ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
    };
  }

  #text({ pattern, max }: Shape, isStrict: boolean, bounds: Part): Part {
    return {
      type: "string",
      description: UNWRITTEN,
      ...bounds,
      ...(isStrict && pattern !== undefined && { pattern: linearPattern(pattern, max) }),
    };
  }

  #keys(name: string, isStrict: boolean): Part {
    const { type: _, ...keys } = this.#schema(name, isStrict, {});
    return Object.keys(keys).length > 1 ? { propertyNames: keys } : {};
  }
}

/** Whether a shape says what its value is by itself, as a structure and an enumeration do. */
function isNested({ type, enum: values }: Shape): boolean {
  return values !== undefined || ["structure", "list", "map"].includes(type);
}

/** The members of a shape that travel in the body. */
function bodyOf({ members = {} }: Shape): Part {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member.in === undefined));
}

function enumeration(values: readonly string[], isStrict: boolean): Part {
  return isStrict
    ? { type: "string", description: UNWRITTEN, enum: values }
    : { description: UNWRITTEN, anyOf: [{ enum: values }, { type: "string" }] };
}

/** Bytes travel in base64: four characters for each three. */
function base64Bounds({ min, max }: Shape): Part {
  const length = (bytes: number | undefined) => (bytes === undefined ? undefined : 4 * Math.ceil(bytes / 3));
  return defined({ minLength: length(min), maxLength: length(max) });
}

function defined(part: Part): Part {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
}
