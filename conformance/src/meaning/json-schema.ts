import type { Ajv2020 } from "ajv/dist/2020.js";
import type { Difference } from "../result.ts";
import { linearPattern } from "./linear-pattern.ts";

/** A JSON Schema of a request, ready for use; or why it cannot be used. */
export type CompiledSchema =
  | { readonly faultOf: (value: unknown) => Omit<Difference, "received"> | undefined }
  | { readonly undecided: string };

/**
 * Compiles a JSON Schema that a request holds, with Ajv, which is loaded here and not before. Unknown keywords and formats
 * are no fault of the schema; patterns run in time linear in the text, whoever wrote them.
 */
export function compileSchema(given: unknown): Promise<CompiledSchema> {
  const text = typeof given === "string" ? given : (JSON.stringify(given) ?? "");
  const known = compiled.get(text) ?? compile(given);
  // Cases share few schemas; recorded traffic may bring any number.
  if (compiled.size >= MOST_KEPT) {
    compiled.clear();
  }
  compiled.set(text, known);
  return known;
}

const MOST_KEPT = 100;
const compiled = new Map<string, Promise<CompiledSchema>>();

async function compile(given: unknown): Promise<CompiledSchema> {
  const schema: unknown = typeof given === "string" ? parsed(given) : given;
  if (typeof schema !== "object" || schema === null) {
    return { undecided: "the request's schema is no JSON object" };
  }
  compiler ??= createCompiler();
  const ajv = await compiler;
  // Schemas that models get are of any draft; what they use means the same in all.
  const { $schema: _, $id: __, ...own } = Object.fromEntries(Object.entries(schema));
  try {
    const validate = ajv.compile(own);
    ajv.removeSchema(own);
    return {
      faultOf: (value) => {
        if (validate(value)) {
          return undefined;
        }
        const [error] = validate.errors ?? [];
        return { pointer: error?.instancePath ?? "", message: error?.message ?? "does not match the schema" };
      },
    };
  } catch (error) {
    return { undecided: `the request's schema does not compile: ${messageOf(error)}` };
  }
}

// One for all schemas, and without the meta-schema, whose compilation costs more than all the cases of a run: keywords with
// values of a wrong type are found all the same.
let compiler: Promise<Ajv2020> | undefined;

async function createCompiler(): Promise<Ajv2020> {
  const [{ Ajv2020 }, matcher] = await Promise.all([import("ajv/dist/2020.js"), linearPattern()]);
  // Ajv tells compiled patterns apart by their text.
  const regExp = Object.assign((pattern: string) => ({ test: matcher(pattern, "part"), toString: () => pattern }), {
    code: "linearPattern",
  });
  return new Ajv2020({ strict: false, logger: false, validateFormats: false, validateSchema: false, code: { regExp } });
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
