import { linearPattern } from "../service-model/linear-pattern.ts";
import {
  bodyMembers,
  boundMembers,
  type Member,
  ModelError,
  type ServiceModel,
  type Shape,
  shapeOf,
} from "../service-model/service-model.ts";
import { type Limits, limits, type MemberValue, newValue, type OperationValue, type Value } from "./value.ts";

/** How the facts of a model are read. */
export interface ModelReading {
  /**
   * As the specs are written: patterns anchored and linear, bytes in base64, responses without limits and with open
   * enumerations. Else as the model has them.
   */
  readonly asSpecs: boolean;
}

/** What a service model says of one operation. */
export function operationFromModel(model: ServiceModel, name: string, { asSpecs }: ModelReading): OperationValue {
  const operation = model.operations[name];
  if (!operation) throw new Error(`the service model has no operation ${name}`);
  const { method, path, status, input, output, errors, pagination } = operation;
  const sent = new Reader(model, asSpecs, true);
  const received = new Reader(model, asSpecs, !asSpecs);
  return {
    method,
    path,
    status,
    parameters: sent.bound(input),
    request: input === undefined ? undefined : sent.body(input),
    response: output === undefined ? undefined : received.body(output),
    headers: asSpecs ? {} : received.bound(output),
    errors: Object.fromEntries(errors.map((error) => [error, shapeOf(model, error).status ?? 500])),
    pagination: pagination && { ...pagination },
  };
}

class Reader {
  readonly #model: ServiceModel;
  readonly #asSpecs: boolean;
  readonly #isStrict: boolean;

  constructor(model: ServiceModel, asSpecs: boolean, isStrict: boolean) {
    this.#model = model;
    this.#asSpecs = asSpecs;
    this.#isStrict = isStrict;
  }

  /** The members that travel in the body; undefined where there are none. */
  body(name: string): Value | undefined {
    const shape = shapeOf(this.#model, name);
    const whole = shape.payload === undefined ? undefined : shape.members?.[shape.payload];
    if (whole) return this.#value(whole.shape);
    return bodyMembers(shape).length === 0 ? undefined : this.#value(name);
  }

  /** The members that travel beside the body, by their names on the wire. */
  bound(name: string | undefined): OperationValue["parameters"] {
    if (name === undefined) return {};
    const shape = shapeOf(this.#model, name);
    const entries = boundMembers(shape).map(([member, bound]) => [
      bound.name ?? member,
      {
        in: bound.in ?? "",
        isRequired: shape.required?.includes(member) === true,
        ...(bound.name !== undefined && { member }),
        ...this.member(bound),
      },
    ]);
    return Object.fromEntries(entries);
  }

  member({ shape, idempotencyToken, deprecated }: Member): MemberValue {
    return { isToken: idempotencyToken === true, isDeprecated: deprecated === true, value: this.#value(shape) };
  }

  #value(name: string): Value {
    const shape = shapeOf(this.#model, name);
    if (shape.document) return newValue(name, "document");
    switch (shape.type) {
      case "structure":
        return this.#structure(name, shape);
      case "list":
        return newValue(name, "list", {
          limits: this.#limits(shape),
          element: () => this.#value(shape.element ?? ""),
        });
      case "map":
        return newValue(name, "map", {
          limits: this.#limits(shape),
          keys: this.#limits(shapeOf(this.#model, shape.key ?? "")),
          element: () => this.#value(shape.value ?? ""),
        });
      case "string":
        return newValue(name, "string", {
          limits: this.#limits(shape),
          ...(shape.enum && { limits: {}, values: shape.enum, isOpen: !this.#isStrict }),
        });
      case "integer":
      case "long":
        return newValue(name, "integer", { limits: this.#limits(shape) });
      case "float":
      case "double":
        return newValue(name, "number", { limits: this.#limits(shape) });
      case "blob":
        return newValue(name, "blob", { limits: this.#asSpecs ? base64(this.#limits(shape)) : this.#limits(shape) });
      case "boolean":
      case "timestamp":
        return newValue(name, shape.type);
      default:
        throw new ModelError(`${name}: the comparison does not know the type ${shape.type}`);
    }
  }

  #structure(name: string, shape: Shape): Value {
    const members = bodyMembers(shape);
    return newValue(name, "structure", {
      required: (shape.required ?? []).filter((required) => members.some(([member]) => member === required)),
      isUnion: shape.union === true || shape.eventStream === true,
      members: () => Object.fromEntries(members.map(([member, of]) => [member, this.member(of)])),
    });
  }

  /** A least length of 0 says nothing. */
  #limits({ type, min, max, pattern }: Shape): Limits {
    if (!this.#isStrict) return {};
    if (!this.#asSpecs) return limits(min, max, pattern);
    const isSize = ["integer", "long", "float", "double"].includes(type);
    return limits(isSize || min !== 0 ? min : undefined, max, pattern && linearPattern(pattern, max));
  }
}

/** Bytes travel in base64: four characters for each three. */
function base64({ min, max }: Limits): Limits {
  const length = (bytes: number | undefined) => (bytes === undefined ? undefined : 4 * Math.ceil(bytes / 3));
  return limits(length(min), length(max));
}
