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
 * What binds places of a value together. A place is what a JSON pointer leads to in which `*` stands for each element of a list or each
 * member of an object, as in the pointers of `x-bedrock-format`; one that does not exist is none.
 */
export interface PlaceRules {
  /** `x-most: {of, count}`: there are at most so many values at the places. */
  readonly most?: { readonly of: string; readonly count: number };
  /** `x-among: {value, of}`: the value, where it is there, is one of those at the places. */
  readonly among?: { readonly value: string; readonly of: string };
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
  /** What its functions are called after: `is_<name>`. */
  readonly name: string;
  readonly node: Node;
}
