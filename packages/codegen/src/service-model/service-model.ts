/** AWS's facts about one version of a service: what its operations take and return, without any words. */
export interface ServiceModel {
  readonly head: ModelHead;
  readonly operations: Readonly<Record<string, ModelOperation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** Where the facts come from. */
export interface ModelHead {
  /** The name of the model, such as `bedrock`. */
  readonly service: string;
  /** What AWS calls it, such as `Amazon Bedrock`. */
  readonly name?: string;
  readonly apiVersion: string;
  /** The package and version that the facts were read from; absent where only a file was given. */
  readonly source?: string;
  /** The date of that version. */
  readonly date?: string;
  readonly license: string;
}

/** One operation. */
export interface ModelOperation {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The name of the shape of all that is sent. */
  readonly input?: string;
  readonly output?: string;
  /** The names of the exceptions that it declares. */
  readonly errors: readonly string[];
  readonly pagination?: ModelPagination;
}

/** How the pages of a list are asked for. */
export interface ModelPagination {
  readonly input: string;
  readonly output: string;
  readonly limit?: string;
  readonly items: string;
}

/** A named shape. */
export interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, Member>>;
  /** The shape of the elements of a list. */
  readonly element?: string;
  /** The shapes of the keys and values of a map. */
  readonly key?: string;
  readonly value?: string;
  readonly union?: true;
  readonly eventStream?: true;
  /** The member that is the whole body. */
  readonly payload?: string;
  /** Whether the value is any JSON. */
  readonly document?: true;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly sensitive?: true;
  /** The status of an exception. */
  readonly status?: number;
}

/** A member of a structure. */
export interface Member {
  readonly shape: string;
  /** Where it travels, when that is not the body. */
  readonly in?: "path" | "query" | "header";
  /** What it is called there, when that is not its own name. */
  readonly name?: string;
  /** Whether clients fill it in, so that a repeated request is harmless. */
  readonly idempotencyToken?: true;
  readonly deprecated?: true;
}

/** A file that is no service model, or one that is not whole. */
export class ModelError extends Error {
  override readonly name = "ModelError";
}

/** A shape by its name. */
export function shapeOf(model: ServiceModel, name: string): Shape {
  const shape = model.shapes[name];
  if (!shape) throw new ModelError(`the service model has no shape ${name}`);
  return shape;
}

/** The members of a shape that are bound to the path, the query or a header. */
export function boundMembers(shape: Shape): readonly (readonly [string, Member])[] {
  return Object.entries(shape.members ?? {}).filter(([, member]) => member.in !== undefined);
}

/** The members of a shape that travel in the body. */
export function bodyMembers(shape: Shape): readonly (readonly [string, Member])[] {
  return Object.entries(shape.members ?? {}).filter(([, member]) => member.in === undefined);
}

/** The shapes directly inside a shape. */
export function innerShapes({ members, element, key, value }: Shape): readonly string[] {
  return [
    ...Object.values(members ?? {}).map(({ shape }) => shape),
    ...[element, key, value].filter((name) => name !== undefined),
  ];
}

/** The names of some shapes and of all that they consist of. */
export function reachedShapes(model: ServiceModel, names: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    waiting.push(...innerShapes(shapeOf(model, name)));
  }
  return reached;
}
