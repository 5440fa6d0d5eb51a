/** What a string must be, beside being a string. */
export interface StringRules {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  /** The pattern in words: a noun with its article. */
  readonly expected?: string;
  readonly format?: string;
}

/** What a number must be. */
export interface NumberRules {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

/** `contains` with its bounds. */
export interface Contains {
  readonly node: Node;
  readonly min: number;
  readonly max?: number;
}

/** What an array must be. */
export interface ArrayRules {
  readonly prefixItems: readonly Node[];
  readonly items?: Node;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly contains?: Contains;
}

/** What an object must be. */
export interface ObjectRules {
  readonly properties: readonly (readonly [string, Node])[];
  readonly required: readonly string[];
  readonly patternProperties: readonly (readonly [string, Node])[];
  readonly additionalProperties?: Node;
  readonly propertyNames?: Node;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly dependentRequired: readonly (readonly [string, readonly string[]])[];
  readonly dependentSchemas: readonly (readonly [string, Node])[];
}

/**
 * Places in a value: JSON pointers in which `*` is each element of a list or each member of an object, as in the
 * pointers of `x-bedrock-format`; or, of the elements at a pointer, those that have certain values inside, and there
 * the values at another pointer. A place that does not exist, or holds null, has no value.
 */
export type Places = readonly (
  | string
  | { readonly at: string; readonly when: Readonly<Record<string, unknown>>; readonly value: string }
)[];

/**
 * What binds places of a value together. Values are compared as strings, numbers, true and false; no list or object
 * equals another.
 */
export interface PlaceRules {
  /** `x-most: {of, count}`: at most `count` values. */
  readonly most?: { readonly of: Places; readonly count: number };
  /** `x-unique: {of}`: no value is there twice. */
  readonly unique?: { readonly of: Places };
  /** `x-among: {value, of}`: each of some values is one of the others. */
  readonly among?: { readonly value: Places; readonly of: Places };
  /** `x-below: {value, limit}`: each number is less than each limit. */
  readonly below?: { readonly value: Places; readonly limit: Places };
  /** `x-product: {of, most}`: the product of the numbers is at most `most`. */
  readonly product?: { readonly of: Places; readonly most: number };
  /** `x-ratio: {of, most}`: the largest number is at most `most` times the smallest. */
  readonly ratio?: { readonly of: Places; readonly most: number };
  /**
   * `x-runs: {of, by, schema}`: each run of neighbours that have the same value at a pointer is valid, in an object of
   * lists: `here`, and `before` and `after` it the runs next to it, where there are any.
   */
  readonly runs?: { readonly of: Places; readonly by: string; readonly node: Node };
}

/**
 * A schema as the compiler sees it: annotations gone, keywords grouped by the type they speak of. It is plain data, so
 * that two schemas that mean the same are found by their JSON text.
 */
export interface Node {
  /** The types that its own `type`, `enum` and `const` admit; 0 for the schema `false`. */
  readonly types: number;
  /** `enum` or `const`. */
  readonly values?: { readonly keyword: "enum" | "const"; readonly list: readonly unknown[] };
  readonly string?: StringRules;
  readonly number?: NumberRules;
  readonly array?: ArrayRules;
  readonly object?: ObjectRules;
  /** Identifiers of definitions. */
  readonly refs: readonly string[];
  readonly allOf: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly not?: Node;
  readonly places?: PlaceRules;
  readonly conditional?: { readonly if: Node; readonly then?: Node; readonly else?: Node };
}

/** A schema that functions are made for. */
export interface Definition {
  /** What its functions may be called after: `is_<name>`. */
  readonly name: string;
  readonly node: Node;
}
