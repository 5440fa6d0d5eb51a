import { readPointer, type TextFormat } from "@bedrock-contract/validators";
import type { TextTest } from "./grammar/grammar.ts";
import { readGrammar } from "./grammar/read-grammar.ts";
import { type CompiledSchema, compileSchema } from "./json-schema.ts";
import { linearPattern } from "./linear-pattern.ts";

/** One demand on the answer's text. */
export type Constraint =
  | { readonly kind: "json"; readonly place: string; readonly isObject: boolean; readonly schema?: CompiledSchema }
  | { readonly kind: "choice"; readonly place: string; readonly texts: readonly unknown[] }
  | { readonly kind: "regex" | "grammar"; readonly place: string; readonly source: string; readonly test: TextTest };

/** What a request demands of the text of its answer, by the places that its format names. */
export async function readConstraints(
  { request: places }: TextFormat,
  request: unknown,
): Promise<readonly Constraint[]> {
  return [...(await ofResponseFormat(places, request)), ...(await ofStructuredOutputs(places, request))];
}

type Places = TextFormat["request"];

async function ofResponseFormat(
  { responseFormat: place, responseSchema }: Places,
  request: unknown,
): Promise<readonly Constraint[]> {
  switch (place === undefined ? undefined : readPointer(request, `${place}/type`)) {
    case "json_object":
      return [{ kind: "json", place: place ?? "", isObject: true }];
    case "json_schema": {
      const schema = await compileSchema(readPointer(request, responseSchema));
      return [{ kind: "json", place: responseSchema ?? "", isObject: false, schema }];
    }
    default:
      return [];
  }
}

async function ofStructuredOutputs(
  { structuredOutputs: place }: Places,
  request: unknown,
): Promise<readonly Constraint[]> {
  const demanded = readPointer(request, place);
  if (place === undefined || typeof demanded !== "object" || demanded === null) {
    return [];
  }
  const found: Constraint[] = [];
  for (const [kind, value] of Object.entries(demanded)) {
    found.push(...(await ofKind(kind, value, `${place}/${kind}`)));
  }
  return found;
}

async function ofKind(kind: string, value: unknown, place: string): Promise<readonly Constraint[]> {
  if (kind === "json") {
    return [{ kind, place, isObject: false, schema: await compileSchema(value) }];
  }
  if (kind === "choice" && Array.isArray(value)) {
    return [{ kind, place, texts: value }];
  }
  if (kind === "regex" && typeof value === "string") {
    return [{ kind, place, source: value, test: await regexTest(value) }];
  }
  return kind === "grammar" && typeof value === "string"
    ? [{ kind, place, source: value, test: readGrammar(value) }]
    : [];
}

async function regexTest(pattern: string): Promise<TextTest> {
  const matcher = await linearPattern();
  try {
    return { accepts: matcher(pattern, "whole") };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { undecided: `the regular expression cannot be matched in linear time: ${reason}` };
  }
}
