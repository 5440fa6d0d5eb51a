import { Ajv2020 } from "ajv/dist/2020.js";
import type { Members } from "./specs/spec-tree.ts";

/** Tells, without the suite's own validators, whether a value is as a schema of the specs describes it. */
export class Oracle {
  readonly #ajv = new Ajv2020({
    strict: false,
    logger: false,
    validateSchema: false,
    formats: { "date-time": isDateTime },
  });
  readonly #compiled = new WeakMap<Members, (value: unknown) => boolean>();

  /** Whether the schema allows the value. */
  allows(schema: Members, value: unknown): boolean {
    const known = this.#compiled.get(schema);
    const validate = known ?? this.#ajv.compile(schema);
    if (known === undefined) {
      this.#compiled.set(schema, validate);
    }
    return validate(value);
  }
}

/** A date and time of RFC 3339 that exists. */
function isDateTime(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/.exec(text);
  const day = match?.[1];
  return (
    day !== undefined && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day) && !Number.isNaN(Date.parse(text))
  );
}
