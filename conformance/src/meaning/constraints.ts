import { readPointer, type TextBodies } from "@bedrock-contract/validators";
import type { TextTest } from "./grammar/grammar.ts";
import { readGrammar } from "./grammar/read-grammar.ts";
import { type CompiledSchema, compileSchema } from "./json-schema.ts";
import { linearPattern } from "./linear-pattern.ts";
import { type Budget, givenUpWhenLate, TimeUp } from "./within-time.ts";

/** One demand on the answer's text. */
export type Constraint =
  | { readonly kind: "json"; readonly place: string; readonly isObject: boolean; readonly schema?: CompiledSchema }
  | { readonly kind: "choice"; readonly place: string; readonly texts: readonly unknown[] }
  | { readonly kind: "regex" | "grammar"; readonly place: string; readonly source: string; readonly test: TextTest };

/** What a request demands of the text of its answer, by the places that its format names. */
export async function readConstraints(
  format: TextBodies,
  request: unknown,
  budget: Budget,
): Promise<readonly Constraint[]> {
  return [
    ...(await ofResponseFormat(format, request, budget)),
    ...(await ofStructuredOutputs(format, request, budget)),
  ];
}

async function ofResponseFormat(
  { features, request: { responseFormat: place, responseSchema } }: TextBodies,
  request: unknown,
  budget: Budget,
): Promise<readonly Constraint[]> {
  const type = place === undefined ? undefined : readPointer(request, `${place}/type`);
  switch (features.responseFormat.find((each) => each === type)) {
    case "json_object":
      return [{ kind: "json", place: place ?? "", isObject: true }];
    case "json_schema": {
      const said = readPointer(request, responseSchema) ?? undefined;
      // OpenAI and vLLM: without a schema nothing is asked for.
      return said === undefined
        ? []
        : [
            {
              kind: "json",
              place: responseSchema ?? "",
              isObject: false,
              schema: await compileSchema(parsed(said), budget),
            },
          ];
    }
    default:
      return [];
  }
}

/** Some requests have a schema as a string of JSON. What is not valid JSON is not a schema either. */
function parsed(schema: unknown): unknown {
  try {
    return typeof schema === "string" ? JSON.parse(schema) : schema;
  } catch {
    return schema;
  }
}

async function ofStructuredOutputs(
  { features, request: { structuredOutputs: place } }: TextBodies,
  request: unknown,
  budget: Budget,
): Promise<readonly Constraint[]> {
  const demanded = readPointer(request, place);
  if (place === undefined || typeof demanded !== "object" || demanded === null) {
    return [];
  }
  const found: Constraint[] = [];
  for (const [kind, value] of Object.entries(demanded).filter(([each]) => isOffered(features, each))) {
    found.push(...(await ofKind({ kind, value, place: `${place}/${kind}` }, budget)));
  }
  return found;
}

function isOffered({ structuredOutputs }: TextBodies["features"], kind: string): boolean {
  return structuredOutputs.some((each) => each === kind);
}

interface Demand {
  readonly kind: string;
  readonly value: unknown;
  readonly place: string;
}

async function ofKind({ kind, value, place }: Demand, budget: Budget): Promise<readonly Constraint[]> {
  if (kind === "json") {
    return [{ kind, place, isObject: false, schema: await compileSchema(value, budget) }];
  }
  if (kind === "choice" && Array.isArray(value)) {
    return [{ kind, place, texts: value }];
  }
  if (kind === "regex" && typeof value === "string") {
    return [{ kind, place, source: value, test: await regexTest(value, budget) }];
  }
  return kind === "grammar" && typeof value === "string"
    ? [{ kind, place, source: value, test: grammarTest(value, budget) }]
    : [];
}

async function regexTest(pattern: string, budget: Budget): Promise<TextTest> {
  const matcher = await linearPattern();
  try {
    return { accepts: acceptsInTime(budget.run(() => matcher(pattern, "whole"))) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { undecided: `the regular expression cannot be matched in linear time: ${reason}` };
  }
}

function grammarTest(source: string, budget: Budget): TextTest {
  try {
    const test = budget.run(() => readGrammar(source));
    return "undecided" in test ? test : { accepts: acceptsInTime(test.accepts) };
  } catch (error) {
    return { undecided: `the grammar cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** What takes too long to tell is undecided. */
function acceptsInTime(accepts: (text: string) => boolean | undefined): (text: string) => boolean | undefined {
  const inTime = givenUpWhenLate(accepts);
  return (text) => {
    try {
      return inTime(text);
    } catch (error) {
      if (error instanceof TimeUp) {
        return undefined;
      }
      throw error;
    }
  };
}
