import { readPointer, type TextFormat } from "@bedrock-contract/validators";
import { invalid } from "../http/refusal.ts";
import type { Budget } from "../request/budget.ts";
import { grammarPattern } from "./grammar-pattern.ts";
import { isHolder } from "./place.ts";
import { jsonSampler } from "./sample-json.ts";
import { type RegexSampler, regexSampler } from "./sample-regex.ts";

/** One demand of a request on the text of its answer. */
export interface Constraint {
  /** Where it stands in the request. */
  readonly place: string;
  accepts(text: string): boolean;
  /**
   * A text from a seed, perhaps one that does not meet the demand; `isOther` makes it in another way: shorter, or with
   * other letters.
   */
  sample(seed: number, isOther: boolean): string;
  /** Whether neither can take long, whatever the text or the seed. */
  readonly isQuick: boolean;
}

/** What a request demands of the text of its answer, by the places that its format names. */
export async function readConstraints(
  { request: places }: TextFormat,
  body: unknown,
  budget: Budget,
): Promise<readonly Constraint[]> {
  const wanted = readPointer(body, places.responseFormat && `${places.responseFormat}/type`);
  const found: Constraint[] = [];
  if (wanted === "json_object") {
    found.push(await jsonConstraint(ANY_OBJECT, places.responseFormat ?? ""));
  } else if (wanted === "json_schema") {
    const schema = readPointer(body, places.responseSchema) ?? ANY_OBJECT;
    found.push(await jsonConstraint(schema, places.responseSchema ?? ""));
  }
  const demanded = readPointer(body, places.structuredOutputs);
  for (const [kind, value] of Object.entries(isHolder(demanded) ? demanded : {})) {
    found.push(...(await structured({ kind, value, place: `${places.structuredOutputs}/${kind}` }, budget)));
  }
  return found;
}

/** The object that answers where any would do. */
const ANY_OBJECT = { type: "object", properties: { answer: { type: "string" } }, required: ["answer"] };

/** A demand for JSON of a schema. */
export async function jsonConstraint(schema: unknown, place: string): Promise<Constraint> {
  return { place, ...(await jsonSampler(schema)) };
}

interface Demand {
  readonly kind: string;
  readonly value: unknown;
  readonly place: string;
}

async function structured({ kind, value, place }: Demand, budget: Budget): Promise<readonly Constraint[]> {
  if (kind === "json" && value !== null) {
    return [await jsonConstraint(value, place)];
  }
  if (kind === "choice" && Array.isArray(value) && value.length > 0) {
    return [choiceConstraint(value.map(String), place)];
  }
  if ((kind === "regex" || kind === "grammar") && typeof value === "string") {
    const sampler = await textSampler(kind, value, budget).catch((reason: unknown) => refuse(place, reason));
    return [{ place, ...sampler, isQuick: false }];
  }
  return [];
}

async function textSampler(kind: "regex" | "grammar", source: string, budget: Budget): Promise<RegexSampler> {
  const pattern = kind === "grammar" ? budget.run(() => grammarPattern(source)) : source;
  return regexSampler(pattern, budget);
}

function choiceConstraint(texts: readonly string[], place: string): Constraint {
  return {
    place,
    accepts: (text) => texts.includes(text),
    sample: (seed) => texts[seed % texts.length] ?? "",
    isQuick: true,
  };
}

/** Reasons repeat the pattern that they are about, however long. */
const LONGEST_REASON = 300;

/** Throws the exception of a demand that the mock cannot meet. */
export function refuse(place: string, reason: unknown): never {
  const why = reason instanceof Error ? reason.message : String(reason);
  throw invalid(
    `The mock cannot make a response for ${place}: ${why.slice(0, LONGEST_REASON)}. Set one with mock.respond.`,
  );
}
