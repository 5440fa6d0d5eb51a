import type { Difference } from "../result.ts";
import { linearPattern } from "./linear-pattern.ts";
import { plainSchema } from "./plain-schema.ts";
import { type Budget, givenUpWhenLate } from "./within-time.ts";

/** A JSON Schema of a request, ready for use; or why it cannot be used. */
export type CompiledSchema =
  | { readonly faultOf: (value: unknown) => Omit<Difference, "received"> | undefined }
  | { readonly undecided: string };

/**
 * Compiles a JSON Schema that a request holds, with Ajv, which is loaded here and not before. Unknown keywords and
 * formats are no fault of the schema. Whoever wrote it, it takes no longer than the request may, nor does any value by
 * it.
 */
export async function compileSchema(given: unknown, budget: Budget): Promise<CompiledSchema> {
  const text = typeof given === "string" ? given : (JSON.stringify(given) ?? "");
  // What can be interrupted takes longer to begin than most schemas take to compile.
  const known = compiled.get(text);
  if (known !== undefined) {
    return known;
  }
  compiler ??= createCompiler();
  const compile = await compiler;
  try {
    return budget.run(() => compileOnce(text, compile));
  } catch (error) {
    return { undecided: `the request's schema does not compile: ${messageOf(error)}` };
  }
}

/** Cases share few schemas; recorded traffic may bring any number, of any length. */
const MOST_KEPT = 100;
const LONGEST_KEPT = 100_000;
const compiled = new Map<string, CompiledSchema>();

function compileOnce(text: string, compile: Compile): CompiledSchema {
  const result = compile(text);
  if (text.length <= LONGEST_KEPT) {
    if (compiled.size >= MOST_KEPT) {
      compiled.clear();
    }
    compiled.set(text, result);
  }
  return result;
}

type Compile = (text: string) => CompiledSchema;

let compiler: Promise<Compile> | undefined;

async function createCompiler(): Promise<Compile> {
  const [{ Ajv2020 }, matcher] = await Promise.all([import("ajv/dist/2020.js"), linearPattern()]);
  // Ajv tells compiled patterns apart by their text.
  const regExp = Object.assign((pattern: string) => ({ test: matcher(pattern, "part"), toString: () => pattern }), {
    code: "linearPattern",
  });
  // Without the meta-schema, whose compilation costs more than all the cases of a run: keywords with values of a wrong
  // type are found all the same.
  const options = { strict: false, logger: false, validateFormats: false, validateSchema: false, meta: false } as const;
  return (text) => {
    const schema = parsed(text);
    if (typeof schema !== "object" || schema === null) {
      return { undecided: "the request's schema is not a JSON object" };
    }
    // Schemas that models get are of any draft; what they use means the same in all.
    const { $schema: _, $id: __, ...own } = Object.fromEntries(Object.entries(plainSchema(schema)));
    // An instance for each schema: what one of them names means nothing in another.
    const validate = new Ajv2020({ ...options, code: { regExp } }).compile(own);
    const faultOf = (value: unknown): Omit<Difference, "received"> | undefined => {
      // Ajv may give something else than its verdict.
      if (validate(value) === true) {
        return undefined;
      }
      const [error] = validate.errors ?? [];
      return { pointer: error?.instancePath ?? "", message: error?.message ?? "does not match the schema" };
    };
    return { faultOf: isCheap(text) ? faultOf : givenUpWhenLate(faultOf) };
  };
}

/** Whether a schema can do no more than look once at each member of a value, in which case no clock needs to run. */
function isCheap(text: string): boolean {
  return text.length < 4_000 && !/"(?:\$\w*[Rr]ef|uniqueItems|pattern|patternProperties)"/.test(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
