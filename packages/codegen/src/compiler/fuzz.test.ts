import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { isFull } from "../../../../.some-of.ts";
import { type LoadedSchema, loadModule } from "../../test/compiler/load-module.ts";
import { Random } from "../../test/compiler/random.ts";
import {
  mutate,
  randomConversation,
  randomConversationRule,
  randomSchema,
  randomValue,
} from "../../test/compiler/random-json.ts";
import { FORMATS } from "../schema/json-schema.ts";
import { addOwnKeywords } from "../validators/own-keywords.ts";

/** A run by hand may take more: FUZZ_SCHEMAS=5000 FUZZ_SEED=7 npx vitest run src/compiler/fuzz.test.ts */
const SCHEMAS = Number(process.env.FUZZ_SCHEMAS ?? (isFull ? 2_400 : 240));
const SEED = Number(process.env.FUZZ_SEED ?? 1);
const VALUES = 60;
const BATCH = 40;

/** A schema that contains itself. */
const SELF = {
  type: "object",
  properties: { a: { $ref: "Self" }, b: { type: "array", items: { $ref: "Self" } }, name: { type: "string" } },
};

describe("the compiled functions", () => {
  it.each([
    { what: "schemas and values", makeSchema: randomSchema, makeValue: randomValue },
    { what: "rules on conversations", makeSchema: randomConversationRule, makeValue: randomConversation },
  ])(
    "decide as Ajv does about random $what",
    { timeout: 600_000, tags: "longer" },
    async ({ makeSchema, makeValue }) => {
      const random = new Random(SEED);
      const counts = { schemas: 0, valid: 0, invalid: 0 };
      for (let done = 0; done < SCHEMAS; done += BATCH) {
        const schemas = Array.from({ length: BATCH }, (_, index) => [`S${index}`, makeSchema(random)] as const);
        const documents = new Map<string, unknown>([...schemas, ["Self", SELF]]);
        const loaded = await loadModule(
          documents,
          schemas.map(([name]) => name),
        );
        const ajv = createAjv(documents);
        for (const [name, schema] of schemas) {
          const compiled = loaded.get(name);
          const judges = { schema, compiled, isValid: (value: unknown) => ajv.getSchema(name)?.(value) === true };
          compare(random, judges, makeValue, counts);
        }
      }
      console.log(
        `compared with Ajv: ${counts.schemas} schemas, ${counts.valid} valid and ${counts.invalid} invalid values`,
      );
      expect(counts.valid).toBeGreaterThan(SCHEMAS);
      expect(counts.invalid).toBeGreaterThan(SCHEMAS);
    },
  );
});

function createAjv(documents: ReadonlyMap<string, unknown>): Ajv2020 {
  const ajv = new Ajv2020({
    ...{ strict: false, ownProperties: true, validateSchema: false, formats: { ...FORMATS } },
    // Each schema checks a few values: what makes its code faster takes longer than it saves.
    code: { optimize: false },
  });
  addOwnKeywords(ajv);
  for (const [name, schema] of documents)
    ajv.addSchema(typeof schema === "boolean" ? schema : { ...Object(schema), $id: name }, name);
  return ajv;
}

interface Judges {
  readonly schema: unknown;
  readonly compiled: LoadedSchema | undefined;
  readonly isValid: (value: unknown) => boolean;
}

function compare(
  random: Random,
  { schema, compiled, isValid }: Judges,
  makeValue: (random: Random) => unknown,
  counts: { schemas: number; valid: number; invalid: number },
): void {
  counts.schemas++;
  let base: unknown = makeValue(random);
  for (let index = 0; index < VALUES; index++) {
    const value = random.chance(50) ? mutate(random, base) : makeValue(random);
    const want = isValid(value);
    if (want) base = value;
    counts[want ? "valid" : "invalid"]++;
    const found = { is: compiled?.is(value), faultless: compiled?.faults(value).length === 0 };
    const text = JSON.stringify({ schema, value });
    expect({ text, ...found }).toEqual({ text, is: want, faultless: want });
  }
}
