import { characters, type Fault } from "../engine/runtime.ts";

/** Says a fault in plain English; `received` is the value as text. */
export function describeFault({ keyword, expected, value, similar }: Fault, received: string): string {
  switch (keyword) {
    case "required":
      // Without a value of its own it is one member that is missing, else the owner of several.
      if (value !== undefined) return `must have ${expected}${meant(similar)}`;
      return `is required, but missing${meant(similar)}`;
    case "dependentRequired":
      return `is required${expected.slice("a value,".length)}, but missing`;
    case "additionalProperties":
      return `is not a member that is known here${similar === undefined ? "" : `; did you mean ${JSON.stringify(similar)}?`}`;
    case "propertyNames":
      return "is not a name that is allowed here";
    case "false schema":
      return "must not be there";
    case "depth":
      return "is nested too deeply to be checked";
    case "minLength":
      if (value === "") return "must not be empty";
      return `must not be shorter than ${expected.slice("at least ".length)}, but has ${sizeOf(value)}`;
    case "maxLength":
      return `must not be longer than ${expected.slice("at most ".length)}, but has ${sizeOf(value)}`;
    case "minItems":
    case "maxItems":
    case "minProperties":
    case "maxProperties":
      return `must have ${expected}, but has ${sizeOf(value)}`;
    case "x-most":
      return `is one too many: there may be ${expected}`;
    case "contains":
      return `must have ${expected}`;
    default:
      return `must be ${expected}, but was ${received}`;
  }
}

function meant(similar: string | undefined): string {
  return similar === undefined ? "" : `; ${JSON.stringify(similar)} may be meant for it`;
}

/** How many characters, items or members a value has. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return characters(value);
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}
