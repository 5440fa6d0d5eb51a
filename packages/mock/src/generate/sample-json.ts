import { javascriptPattern } from "./javascript-pattern.ts";
import { isHolder } from "./place.ts";
import { loadTextMaker } from "./sample-regex.ts";
import { modernSchema, samplingSchema } from "./sampling-schema.ts";
import { withinTime } from "./within-time.ts";

/** Makes JSON texts that a schema admits. */
export interface JsonSampler {
  /** Whether a text is JSON that the schema admits. */
  accepts(text: string): boolean;
  /** A text from a seed, perhaps one that the schema does not admit; `isShort` leaves out what need not be there. */
  sample(seed: number, isShort: boolean): string;
}

/** Larger values are not made: the least counts on the way to a value multiply. */
const LARGEST = 10_000;
const COUNTS = ["minItems", "minProperties", "minLength", "minContains"];

/**
 * Compiles a schema, with json-schema-faker and Ajv, which are loaded here and not before. Throws where a schema is
 * none, or asks for too much.
 */
export async function jsonSampler(given: unknown): Promise<JsonSampler> {
  const parsed: unknown = typeof given === "string" ? JSON.parse(given) : given;
  if (!isHolder(parsed) || Array.isArray(parsed)) {
    throw new Error("a JSON Schema is an object");
  }
  refuseLarge(parsed);
  const schema = modernSchema(parsed);
  const [{ Ajv2020 }, { generateSync }] = await Promise.all([import("ajv/dist/2020.js"), import("json-schema-faker")]);
  const makeText = await loadTextMaker();
  // The schema may be of any draft, and may say what Ajv does not know.
  const { $schema: _, $id: __, ...own } = schema;
  const ajv = new Ajv2020({ strict: false, logger: false, validateFormats: false, code: { regExp } });
  const validate = withinTime(() => ajv.compile(own));
  const easy = withinTime(() =>
    samplingSchema(own, (pattern, seed) => makeText(javascriptPattern(pattern), seed, false)),
  );
  return {
    accepts: (text) => {
      try {
        return validate(JSON.parse(text));
      } catch {
        return false;
      }
    },
    sample: (seed, isShort) =>
      JSON.stringify(
        generateSync(easy, {
          seed,
          fillProperties: false,
          ...(isShort ? { optionalsProbability: 0 } : { alwaysFakeOptionals: true }),
        }),
      ) ?? "",
  };
}

/** Patterns are as those of `regex`; Ajv wants to know how to write the function into code, which it never does here. */
const regExp = Object.assign(
  (given: string) => {
    const { source, flags } = javascriptPattern(given);
    return new RegExp(source, flags);
  },
  { code: "javascriptPattern" },
);

function refuseLarge(value: object, count = 1): void {
  const own = COUNTS.map((name): unknown => Reflect.get(value, name)).filter((least) => typeof least === "number");
  const all = count * Math.max(1, ...own);
  if (all > LARGEST) {
    throw new Error(`it asks for ${all} values or characters, and the mock makes ${LARGEST} at most`);
  }
  for (const member of Object.values(value)) {
    if (isHolder(member)) {
      refuseLarge(member, all);
    }
  }
}
