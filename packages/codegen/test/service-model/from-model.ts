import { type Contract, type Limits, limits, type OperationContract } from "./contract.ts";

/** The part of botocore's service-2.json that the comparison reads. */
export interface ServiceModel {
  readonly operations: Readonly<Record<string, ModelOperation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

interface ModelOperation {
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: ShapeRef;
  readonly output?: ShapeRef;
  readonly errors?: readonly ShapeRef[];
}

interface ShapeRef {
  readonly shape: string;
  readonly location?: string;
  readonly locationName?: string;
}

interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, ShapeRef>>;
  readonly member?: ShapeRef;
  readonly key?: ShapeRef;
  readonly value?: ShapeRef;
  readonly union?: boolean;
  readonly eventstream?: boolean;
  /** The member that is the whole body. */
  readonly payload?: string;
  /** Whether the value is any JSON. */
  readonly document?: boolean;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly error?: { readonly httpStatusCode: number };
}

/** Where the specs differ from the service model on purpose. Each entry has its reason beside it in the test. */
export interface Differences {
  /** By shape: the pattern that stands in the specs instead. */
  readonly patterns: Readonly<Record<string, string>>;
  /** By shape: values that the service takes and sends beside those of the model. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** By shape: values that the service only sends. */
  readonly sent?: Readonly<Record<string, readonly string[]>>;
  /** `Shape.member`: required in the model, yet missing in real answers. */
  readonly optional: readonly string[];
  /** `Shape.member`: always the same value in responses. */
  readonly constant: Readonly<Record<string, string>>;
  /** `Shape.member`: null in real answers. */
  readonly nullable: readonly string[];
}

const NUMBERS = ["integer", "long", "float", "double"];

const LOCATIONS: Readonly<Record<string, string>> = { uri: "path", querystring: "query", header: "header" };

/** What the service model says of one operation. */
export function contractFromModel(model: ServiceModel, name: string, differences: Differences): OperationContract {
  const operation = model.operations[name];
  if (!operation) throw new Error(`the service model has no operation ${name}`);
  const input = operation.input && model.shapes[operation.input.shape];
  const requests = new Reader(model, differences, true);
  const responses = new Reader(model, differences, false);
  return {
    method: operation.http.method,
    path: operation.http.requestUri,
    status: operation.http.responseCode ?? 200,
    parameters: input ? requests.parameters(input) : {},
    request: operation.input && requests.body(operation.input.shape),
    response: operation.output && responses.body(operation.output.shape),
    errors: Object.fromEntries(
      (operation.errors ?? []).map(({ shape }) => [shape, model.shapes[shape]?.error?.httpStatusCode ?? 500]),
    ),
  };
}

/** Requests are read with every limit; responses are structural, with open enums. */
class Reader {
  readonly #model: ServiceModel;
  readonly #differences: Differences;
  readonly #isStrict: boolean;

  constructor(model: ServiceModel, differences: Differences, isStrict: boolean) {
    this.#model = model;
    this.#differences = differences;
    this.#isStrict = isStrict;
  }

  parameters(input: Shape): OperationContract["parameters"] {
    const bound = Object.entries(input.members ?? {}).filter(([, ref]) => ref.location !== undefined);
    return Object.fromEntries(
      bound.map(([member, ref]) => [
        ref.locationName ?? member,
        {
          in: LOCATIONS[ref.location ?? ""] ?? "elsewhere",
          required: input.required?.includes(member) ?? false,
          value: this.#read(ref.shape),
        },
      ]),
    );
  }

  /** The members that travel in the body; undefined when there are none. */
  body(name: string): Contract | undefined {
    const { payload, members } = this.#shape(name);
    const whole = payload === undefined ? undefined : members?.[payload];
    if (whole) return this.#read(whole.shape);
    const contract = this.#read(name);
    return contract.type === "structure" && Object.keys(contract.members).length === 0 ? undefined : contract;
  }

  #read(name: string): Contract {
    const shape = this.#shape(name);
    if (shape.document === true) return { type: "document" };
    switch (shape.type) {
      case "structure":
        return this.#structure(name, shape);
      case "list":
        return { type: "list", limits: this.#limits(name), items: this.#read(shape.member?.shape ?? "") };
      case "map":
        return {
          type: "map",
          limits: this.#limits(name),
          keys: this.#limits(shape.key?.shape ?? ""),
          values: this.#read(shape.value?.shape ?? ""),
        };
      case "string":
        return shape.enum
          ? { type: "enum", values: this.#values(name, shape.enum), isOpen: !this.#isStrict }
          : { type: "string", limits: this.#limits(name) };
      case "integer":
      case "long":
        return { type: "integer", limits: this.#limits(name) };
      case "float":
      case "double":
        return { type: "number", limits: this.#limits(name) };
      case "blob":
        return { type: "blob", limits: this.#base64Limits(name) };
      case "boolean":
      case "timestamp":
        return { type: shape.type };
      default:
        throw new Error(`${name}: the comparison does not know the type ${shape.type}`);
    }
  }

  #structure(name: string, shape: Shape): Contract {
    const members = Object.entries(shape.members ?? {}).filter(([, ref]) => ref.location === undefined);
    const isIn = (list: readonly string[], member: string) => !this.#isStrict && list.includes(`${name}.${member}`);
    const required = (shape.required ?? []).filter(
      (member) => members.some(([key]) => key === member) && !isIn(this.#differences.optional, member),
    );
    const read = ([member, ref]: readonly [string, ShapeRef]): [string, Contract] => {
      const contract = this.#constant(`${name}.${member}`) ?? this.#read(ref.shape);
      return [member, isIn(this.#differences.nullable, member) ? { type: "nullable", of: contract } : contract];
    };
    const union = shape.union === true || shape.eventstream === true;
    return { type: "structure", required: [...required].sort(), union, members: Object.fromEntries(members.map(read)) };
  }

  #constant(member: string): Contract | undefined {
    const value = this.#isStrict ? undefined : this.#differences.constant[member];
    return value === undefined ? undefined : { type: "enum", values: [value], isOpen: false };
  }

  /**
   * A least length of 0 says nothing. The patterns of the model are not anchored, although they mean the whole text.
   */
  #limits(name: string): Limits {
    const { min, max, pattern, type } = this.#shape(name);
    if (!this.#isStrict) return {};
    const isSize = NUMBERS.includes(type);
    const written = this.#differences.patterns[name] ?? (pattern === undefined ? undefined : `^(?:${pattern})$`);
    return limits(isSize || min !== 0 ? min : undefined, max, written);
  }

  /** Bytes travel in base64: four characters for each three. */
  #base64Limits(name: string): Limits {
    const { min, max } = this.#limits(name);
    return limits(min, max === undefined ? undefined : 4 * Math.ceil(max / 3));
  }

  #values(name: string, values: readonly string[]): readonly string[] {
    const sent = this.#isStrict ? [] : (this.#differences.sent?.[name] ?? []);
    return [...values, ...(this.#differences.values[name] ?? []), ...sent].sort();
  }

  #shape(name: string): Shape {
    const shape = this.#model.shapes[name];
    if (!shape) throw new Error(`the service model has no shape ${name}`);
    return shape;
  }
}
