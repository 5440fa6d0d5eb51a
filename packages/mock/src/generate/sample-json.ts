import type { generateSync } from "json-schema-faker";
import type { Budget } from "./budget.ts";
import { javascriptPattern } from "./javascript-pattern.ts";
import { isHolder } from "./place.ts";
import { loadTextMaker } from "./sample-regex.ts";
import { modernSchema, type Schema, samplingSchema, type TextMaker } from "./sampling-schema.ts";

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

/** Compiles a schema. Throws where it is not one, asks for too much, or takes longer than the request may. */
export async function jsonSampler(given: unknown, budget: Budget): Promise<JsonSampler> {
  generators ??= loadGenerators();
  const loaded = await generators;
  return budget.run(() => createSampler(ownSchema(given), loaded));
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

function createSampler(schema: Schema, { compile, generateSync, textOf }: Generators): JsonSampler {
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
