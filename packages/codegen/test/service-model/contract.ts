/** What a value may be, in the words that the service model and the specs have in common. */
export type Contract =
  | {
      readonly type: "structure";
      readonly required: readonly string[];
      readonly union: boolean;
      readonly members: Readonly<Record<string, Contract>>;
    }
  | { readonly type: "list"; readonly limits: Limits; readonly items: Contract }
  | { readonly type: "map"; readonly limits: Limits; readonly keys: Limits; readonly values: Contract }
  | { readonly type: "enum"; readonly values: readonly string[]; readonly isOpen: boolean }
  | { readonly type: "string" | "integer" | "number" | "blob"; readonly limits: Limits }
  | { readonly type: "boolean" | "timestamp" | "document" }
  | { readonly type: "nullable"; readonly of: Contract };

/** Length of a text, number of items, or size of a number; and the pattern of a text. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
}

/** One operation as a client sees it. */
export interface OperationContract {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** By name. */
  readonly parameters: Readonly<
    Record<string, { readonly in: string; readonly required: boolean; readonly value: Contract }>
  >;
  /** The body; of a stream, one event. */
  readonly request: Contract | undefined;
  /** The body; of a stream, one event. */
  readonly response: Contract | undefined;
  /** Status by the exception's name. */
  readonly errors: Readonly<Record<string, number>>;
}

/** Leaves out what is absent, so that two limits are equal when they mean the same. */
export function limits(min: number | undefined, max: number | undefined, pattern?: string): Limits {
  return {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(pattern === undefined ? {} : { pattern }),
  };
}
