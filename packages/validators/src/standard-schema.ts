/**
 * The interface of Standard Schema, version 1, https://standardschema.dev: what forms, routers and many other libraries
 * accept.
 */
export interface StandardSchema<Value> {
  readonly "~standard": StandardProperties<Value>;
}

/** What a Standard Schema says of itself. */
export interface StandardProperties<Value> {
  readonly version: 1;
  readonly vendor: "bedrock-contract";
  readonly validate: (value: unknown) => StandardResult<Value>;
  /** Carries the type; never there at run time. */
  readonly types?: { readonly input: Value; readonly output: Value } | undefined;
}

/** The typed value, or its issues. */
export type StandardResult<Value> = StandardSuccess<Value> | StandardFailure;

/** The value is valid. */
export interface StandardSuccess<Value> {
  readonly value: Value;
  readonly issues?: undefined;
}

/** The value is not valid. */
export interface StandardFailure {
  readonly issues: readonly StandardIssue[];
}

/** One fault, with the member names and indexes that lead to it. */
export interface StandardIssue {
  readonly message: string;
  readonly path: readonly (string | number)[];
}
