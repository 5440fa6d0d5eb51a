import { characters, type Fault } from "../engine/runtime.ts";
import { counted } from "./show-value.ts";

/** How each limit binds a value, and what of it is counted, where it is not a number itself. */
const LIMITS: Readonly<Record<string, readonly [bound: string, noun?: string]>> = {
  minLength: ["at least", "character"],
  maxLength: ["at most", "character"],
  minItems: ["at least", "item"],
  maxItems: ["at most", "item"],
  minProperties: ["at least", "member"],
  maxProperties: ["at most", "member"],
  "x-most": ["at most"],
  "x-below": ["less than"],
  minimum: ["at least"],
  exclusiveMinimum: ["more than"],
  maximum: ["at most"],
  exclusiveMaximum: ["less than"],
  multipleOf: ["a multiple of"],
};

/** What a fault expected, in words. */
export function describeExpected({ keyword, expected }: Fault): string {
  if (keyword === "dependentRequired") return `a value, ${expected}`;
  const [bound] = LIMITS[keyword] ?? [];
  return bound === undefined ? String(expected) : `${bound} ${amount(keyword, expected)}`;
}

/** Says a fault in plain English; `received` is the value as text. */
export function describeFault(fault: Fault, received: string): string {
  const { keyword, expected, value, similar } = fault;
  switch (keyword) {
    case "required":
      // Without a value of its own it is one member that is missing, else the owner of several.
      if (value !== undefined) return `must have ${expected}${suggestion(similar)}`;
      return `required member is missing${suggestion(similar)}`;
    case "dependentRequired":
      return `required member is missing (${expected})`;
    case "additionalProperties":
      return `is not a known member${suggestion(similar)}`;
    case "propertyNames":
      return "is not an allowed name";
    case "false schema":
      return "must not be there";
    case "depth":
      return "is nested too deeply to be checked";
    case "minLength":
      if (value === "") return "must not be empty";
      return `must not be shorter than ${amount(keyword, expected)}, but has ${sizeOf(value)}`;
    case "maxLength":
      return `must not be longer than ${amount(keyword, expected)}, but has ${sizeOf(value)}`;
    case "minItems":
    case "maxItems":
    case "minProperties":
    case "maxProperties":
      return `must have ${describeExpected(fault)}, but has ${sizeOf(value)}`;
    case "x-most":
      return `is one too many: there may be ${describeExpected(fault)}`;
    case "x-runs":
      return "does not fit what stands before or after it";
    case "contains":
      return `must have ${expected}`;
    default:
      return `must be ${describeExpected(fault)}, but was ${received}`;
  }
}

/** A limit with what it counts: `3 characters`. */
function amount(keyword: string, limit: string | number): string {
  const [, noun] = LIMITS[keyword] ?? [];
  return noun === undefined ? String(limit) : counted(Number(limit), noun);
}

function suggestion(similar: string | undefined): string {
  return similar === undefined ? "" : ` (did you mean ${JSON.stringify(similar)}?)`;
}

/** How many characters, items or members a value has. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return characters(value);
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}
