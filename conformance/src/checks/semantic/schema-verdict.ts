import type { CompiledSchema } from "../../meaning/json-schema.ts";
import type { Verdict } from "../check.ts";

/** Judges a value by a schema of the request, which stands at `place`. */
export function schemaVerdict(value: unknown, schema: CompiledSchema, place: string): Verdict {
  if ("undecided" in schema) {
    return schema;
  }
  try {
    const fault = schema.faultOf(value);
    return fault === undefined
      ? "holds"
      : {
          message: `${fault.pointer || "the value"} ${fault.message}`,
          expected: `what ${place} of the request describes`,
        };
  } catch (error) {
    return { undecided: `the schema cannot be applied: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** A text as JSON. */
export function parseText(text: string): { readonly value: unknown } | { readonly reason: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
