/** What a value may be, in the words that a service model and the specs have in common. */
export interface Value {
  /** Tells it from the others on its side, so that what contains itself is read once. */
  readonly id: string;
  readonly type: ValueType;
  readonly isNullable: boolean;
  /** Length of a text, number of elements or size of a number; the pattern of a text. */
  readonly limits: Limits;
  /** The values of an enumeration. */
  readonly values?: readonly string[];
  /** Whether others than these are right too. */
  readonly isOpen: boolean;
  /** Whether exactly one of the members is there. */
  readonly isUnion: boolean;
  readonly required: readonly string[];
  /** What the keys of a map may be. */
  readonly keys: Limits;
  members(): Readonly<Record<string, MemberValue>>;
  /** The elements of a list, the values of a map. */
  element(): Value | undefined;
}

export type ValueType =
  | "structure"
  | "list"
  | "map"
  | "string"
  | "integer"
  | "number"
  | "boolean"
  | "timestamp"
  | "blob"
  | "document";

/** A member of a structure, or a parameter. */
export interface MemberValue {
  readonly isToken: boolean;
  readonly isDeprecated: boolean;
  readonly value: Value;
}

export interface Limits {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
}

/** One operation as a client sees it. */
export interface OperationValue {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** By name. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** The body; of a stream, one event. Undefined where there is none. */
  readonly request: Value | undefined;
  readonly response: Value | undefined;
  /** The headers of the response that a service model names; none where it is read as the specs are written. */
  readonly headers: Readonly<Record<string, ParameterValue>>;
  /** Status by the exception's name. */
  readonly errors: Readonly<Record<string, number>>;
  readonly pagination: Readonly<Record<string, string | undefined>> | undefined;
}

export interface ParameterValue extends MemberValue {
  readonly in: string;
  readonly isRequired: boolean;
  /** What AWS's clients call it, where that is not its name on the wire. */
  readonly member?: string;
}

/** A value of a type, with nothing said of it that is not given. */
export function newValue(id: string, type: ValueType, facts: Partial<Value> = {}): Value {
  return {
    id,
    type,
    isNullable: false,
    limits: {},
    isOpen: false,
    isUnion: false,
    required: [],
    keys: {},
    members: () => ({}),
    element: () => undefined,
    ...facts,
  };
}

/** Leaves out what is absent. */
export function limits(min: unknown, max: unknown, pattern?: unknown): Limits {
  return {
    ...(typeof min === "number" && { min }),
    ...(typeof max === "number" && { max }),
    ...(typeof pattern === "string" && { pattern }),
  };
}
