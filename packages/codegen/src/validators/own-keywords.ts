import type { AnySchema } from "ajv";
import type { Ajv2020 } from "ajv/dist/2020.js";
import { pointerSteps } from "../json-pointer.ts";

/** One place of a value, or several: see `PlaceRules` of the compiler. */
type Places = Place | readonly Place[];
type Place =
  | string
  | { readonly at: string; readonly when?: Readonly<Record<string, unknown>>; readonly value?: string };

interface Runs {
  readonly of: Places;
  readonly by: string;
  readonly schema: AnySchema;
}

/**
 * Teaches Ajv the keywords of our own: `x-expected`, which only has words, and those on places, see `PlaceRules` of the
 * compiler.
 */
export function addOwnKeywords(ajv: Ajv2020): void {
  const add = <Rule>(keyword: string, validate: (rule: Rule, value: unknown) => boolean): void => {
    ajv.addKeyword({ keyword, schemaType: "object", validate });
  };
  ajv.addKeyword("x-expected");
  add<{ of: Places; count: number }>("x-most", ({ of, count }, value) => valuesAt(value, of).length <= count);
  add<{ of: Places }>("x-unique", ({ of }, value) => {
    const values = valuesAt(value, of);
    return values.every((item, index) => values.indexOf(item) === index);
  });
  add<{ value: Places; of: Places }>("x-among", ({ value: single, of }, value) => {
    const known = valuesAt(value, of);
    return valuesAt(value, single).every((wanted) => known.includes(wanted));
  });
  add<{ value: Places; limit: Places }>("x-below", ({ value: numbers, limit }, value) => {
    const limits = valuesAt(value, limit).filter((item) => typeof item === "number");
    return valuesAt(value, numbers).every((item) => typeof item !== "number" || limits.every((each) => item < each));
  });
  add<{ of: Places; most: number }>("x-product", ({ of, most }, value) => {
    const numbers = valuesAt(value, of).filter((item) => typeof item === "number");
    return numbers.length < 2 || numbers.reduce((product, item) => product * item, 1) <= most;
  });
  add<{ of: Places; most: number }>("x-ratio", ({ of, most }, value) => {
    const numbers = valuesAt(value, of).filter((item) => typeof item === "number");
    return numbers.length === 0 || Math.max(...numbers) <= Math.min(...numbers) * most;
  });
  ajv.addKeyword({
    keyword: "x-runs",
    schemaType: "object",
    compile: ({ of, by, schema }: Runs) => {
      const validate = ajv.compile(schema);
      return (value: unknown) => {
        const runs = runsOf(valuesAt(value, of), by);
        return runs.every((here, index) => {
          const [before, after] = [runs[index - 1], runs[index + 1]];
          return validate({ ...(before && { before }), here, ...(after && { after }) });
        });
      };
    },
  });
}

function runsOf(values: readonly unknown[], by: string): readonly (readonly unknown[])[] {
  const runs: unknown[][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run && valuesAt(run[0], by)[0] === valuesAt(value, by)[0]) run.push(value);
    else runs.push([value]);
  }
  return runs;
}

function valuesAt(root: unknown, places: Places): readonly unknown[] {
  return [places].flat().flatMap((place) => {
    if (typeof place === "string") return found(root, pointerSteps(place));
    const { at, when = {}, value = "" } = place;
    return found(root, pointerSteps(at))
      .filter((item) =>
        Object.entries(when).every(([pointer, wanted]) => found(item, pointerSteps(pointer)).includes(wanted)),
      )
      .flatMap((item) => found(item, pointerSteps(value)));
  });
}

/** Null is no value. */
function found(value: unknown, [step, ...rest]: readonly string[]): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (step === undefined) return [value];
  if (typeof value !== "object") return [];
  if (step === "*") return Object.values(value).flatMap((item) => found(item, rest));
  return Object.hasOwn(value, step) ? found(Reflect.get(value, step), rest) : [];
}
