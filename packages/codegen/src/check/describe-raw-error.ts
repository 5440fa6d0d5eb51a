import type { RawError } from "../validators/engine.ts";

/** Of the errors of an invalid value, the deepest: it is the likeliest to name the fault. */
export function mainError(errors: readonly RawError[]): RawError | undefined {
  const specific = errors.filter(({ keyword }) => !["anyOf", "oneOf", "if"].includes(keyword));
  const candidates = specific.length > 0 ? specific : errors;
  return candidates.toSorted((a, b) => depth(b) - depth(a))[0];
}

/** Says an error of our validators in a line. */
export function describeRawError({ instancePath, keyword, params }: RawError): string {
  const place = instancePath || "the whole";
  if (keyword === "required") return `${place} lacks the required member '${params.missingProperty}'`;
  if (keyword === "additionalProperties")
    return `${place} has the member '${params.additionalProperty}', which is not allowed`;
  const { type, limit, pattern, format, allowedValue, allowedValues } = params;
  const expected = JSON.stringify(type ?? limit ?? pattern ?? format ?? allowedValue ?? allowedValues);
  return `${place} breaks \`${keyword}\`${expected === undefined ? "" : `; expected ${expected}`}`;
}

function depth({ instancePath }: RawError): number {
  return instancePath.split("/").length;
}
