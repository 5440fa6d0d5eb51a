import type { Ajv2020 } from "ajv/dist/2020.js";

/** Teaches Ajv the keywords of our own: `x-expected`, which only has words, and `x-most` and `x-among`, see `PlaceRules` of the compiler. */
export function addOwnKeywords(ajv: Ajv2020): void {
  ajv.addKeyword("x-expected");
  ajv.addKeyword({
    keyword: "x-most",
    schemaType: "object",
    validate: ({ of, count }: { readonly of: string; readonly count: number }, value: unknown) =>
      valuesAt(value, of.split("/").slice(1)).length <= count,
  });
  ajv.addKeyword({
    keyword: "x-among",
    schemaType: "object",
    validate: ({ value: single, of }: { readonly value: string; readonly of: string }, value: unknown) => {
      const known = valuesAt(value, of.split("/").slice(1));
      return valuesAt(value, single.split("/").slice(1)).every((wanted) => known.includes(wanted));
    },
  });
}

function valuesAt(value: unknown, [step, ...rest]: readonly string[]): readonly unknown[] {
  if (step === undefined) return [value];
  if (typeof value !== "object" || value === null) return [];
  if (step === "*") return Object.values(value).flatMap((item) => valuesAt(item, rest));
  return Object.hasOwn(value, step) ? valuesAt(Reflect.get(value, step), rest) : [];
}
