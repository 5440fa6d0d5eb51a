/** One fault as the generated code reports it. */
export interface RawError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A generated function: says whether a value is valid, and leaves the faults of an invalid one in `errors`. */
export interface Check {
  (value: unknown): boolean;
  errors?: readonly RawError[] | null;
}

/** The faults of a value, in the order in which the generated code finds them. */
export function findErrors(check: Check, value: unknown): readonly RawError[] {
  try {
    return check(value) ? [] : (check.errors ?? []);
  } catch (error) {
    // The generated functions call each other for nested values: only endless nesting exhausts the stack.
    if (error instanceof RangeError) return [{ instancePath: "", keyword: "depth", params: {} }];
    throw error;
  }
}
