import type { StandardSchema } from "./standard-schema.ts";

/** One fault of a value. */
export interface Issue {
  /** JSON pointer to the member that is wrong, or missing; empty for the value itself. */
  readonly pointer: string;
  /** The keyword of JSON Schema that it breaks: `required`, `type`, …. */
  readonly keyword: string;
  /** What is wrong, in plain English, with what was expected and what was received. */
  readonly message: string;
  readonly expected: string;
  /** The value, shortened; `nothing` for a missing member. */
  readonly received: string;
}

/** Checks values against one schema of the specs. It is also a Standard Schema, see https://standardschema.dev. */
export interface Validator<Value> extends StandardSchema<Value> {
  /** Whether the value is valid; narrows its type. */
  is(value: unknown): value is Value;
  /** Returns the value, typed, or throws a `ValidationError` that carries all issues. */
  parse(value: unknown): Value;
  /** All faults of the value, none twice; empty when it is valid. */
  issues(value: unknown, options?: IssuesOptions): readonly Issue[];
}

/** How many issues are wanted. */
export interface IssuesOptions {
  /** Only the first issue; false by default. */
  readonly first?: boolean;
  /** The most issues to report; 1000 by default. The rest of the value is not checked. */
  readonly limit?: number;
}
