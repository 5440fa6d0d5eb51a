import type { generateSync } from "json-schema-faker";
import { javascriptPattern } from "./javascript-pattern.ts";
import { isHolder } from "./place.ts";
import { isQuick } from "./quick-schema.ts";
import { loadTextMaker } from "./sample-regex.ts";
import { modernSchema, type Schema, samplingSchema, type TextMaker } from "./sampling-schema.ts";

/** Makes JSON texts that a schema admits. */
export interface JsonSampler {
  /** Whether a text is JSON that the schema admits. */
  accepts(text: string): boolean;
  /** A text from a seed, perhaps one that the schema does not admit; `isShort` leaves out what need not be there. */
  sample(seed: number, isShort: boolean): string;
  /** Whether neither can take long. */
  readonly isQuick: boolean;
}

/** Larger values are not made: the least counts on the way to a value multiply. */
const LARGEST = 10_000;
const COUNTS = ["minItems", "minProperties", "minLength", "minContains"];

/**
 * What makes and checks values of a schema; for one that came before the same. The schema is compiled with the first
 * value: that throws where it is not a schema or asks for too much.
 */
export async function jsonSampler(given: unknown): Promise<JsonSampler> {
  generators ??= loadGenerators();
  const loaded = await generators;
  const key = JSON.stringify(given) ?? "";
  const sampler = compiled.get(key) ?? newSampler(given, loaded);
  if (key.length <= LONGEST_KEPT) {
    // The one that was used longest ago is forgotten first.
    compiled.delete(key);
    compiled.set(key, sampler);
    for (const oldest of [...compiled.keys()].slice(0, Math.max(0, compiled.size - MOST_KEPT))) {
      compiled.delete(oldest);
    }
  }
  return sampler;
}

/** Samplers by the JSON texts of their schemas. */
const compiled = new Map<string, JsonSampler>();
const MOST_KEPT = 50;
const LONGEST_KEPT = 20_000;

function newSampler(given: unknown, loaded: Generators): JsonSampler {
  let made: Omit<JsonSampler, "isQuick"> | undefined;
  // Only who makes a value watches how long that takes: to compile may take as long.
  const sampler = () => {
    made ??= createSampler(ownSchema(given), loaded);
    return made;
  };
  return {
    accepts: (text) => sampler().accepts(text),
    sample: (seed, isShort) => sampler().sample(seed, isShort),
    isQuick: isQuick(given),
  };
}

/** A schema may be of any draft, and its name means nothing here. */
function ownSchema(given: unknown): Schema {
  const parsed: unknown = typeof given === "string" ? JSON.parse(given) : given;
  if (!isHolder(parsed) || Array.isArray(parsed)) {
    throw new Error("a JSON Schema is an object");
  }
  refuseLarge(parsed);
  const { $schema: _, $id: __, ...own } = modernSchema(parsed);
  return own;
}

function createSampler(schema: Schema, { compile, generateSync, textOf }: Generators): Omit<JsonSampler, "isQuick"> {
  const validate = compile(schema);
  const easy = samplingSchema(schema, textOf);
  return {
    accepts: (text) => {
      try {
        // Ajv may give something else than its verdict, such as a promise.
        return validate(JSON.parse(text)) === true;
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

/** What is loaded with the first schema. */
interface Generators {
  readonly compile: (schema: Schema) => (value: unknown) => unknown;
  readonly generateSync: typeof generateSync;
  readonly textOf: TextMaker;
}

let generators: Promise<Generators> | undefined;

/** Loads json-schema-faker and Ajv, and compiles once what says whether a schema is one. */
async function loadGenerators(): Promise<Generators> {
  const [{ Ajv2020 }, { generateSync: generate }, makeText] = await Promise.all([
    import("ajv/dist/2020.js"),
    import("json-schema-faker"),
    loadTextMaker(),
  ]);
  const options = { strict: false, logger: false, validateFormats: false, code: { regExp } } as const;
  const isSchema = new Ajv2020(options).getSchema("https://json-schema.org/draft/2020-12/schema");
  return {
    // An instance for each schema: what one of them names, and its patterns, stay out of all others, and are forgotten
    // with it.
    compile: (schema) => {
      const ajv = new Ajv2020({ ...options, meta: false, validateSchema: false });
      if (isSchema?.(schema) !== true) {
        throw new Error(`schema is invalid: ${ajv.errorsText(isSchema?.errors)}`);
      }
      return ajv.compile(schema);
    },
    generateSync: generate,
    textOf: (pattern, seed) => makeText(javascriptPattern(pattern), seed, false),
  };
}

/**
 * Patterns are as those of `regex`; Ajv also asks how to write the function into code, which it never does here.
 */
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
