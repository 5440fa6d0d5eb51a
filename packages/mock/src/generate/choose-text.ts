import type { Budget } from "../request/budget.ts";
import { type Constraint, refuse } from "./constraints.ts";
import { proseFrom } from "./prose.ts";
import { hashOf, tokensOf } from "./tokens.ts";

/** What bounds a text. */
export interface TextLimits {
  readonly maxTokens: number;
  readonly stopSequences: readonly string[];
}

/** A text that is cut where its limits want it. */
export interface ChosenText {
  readonly tokens: readonly string[];
  readonly stop: "end" | "limit";
  readonly stopSequence: string | undefined;
}

/** How many texts are tried. */
const ATTEMPTS = 40;

/**
 * Chooses a text that meets every constraint, `preferred` if it does, of those that do one that needs no cut; and cuts
 * it. Throws a ValidationException where no text was found.
 */
export function chooseText(constraints: readonly Constraint[], limits: TextLimits, source: TextSource): ChosenText {
  try {
    const find = () => findText(constraints, limits, source);
    const isQuick = constraints.every((constraint) => constraint.isQuick);
    return cutText(isQuick ? find() : source.budget.run(find), limits);
  } catch (reason) {
    throw refuse(constraints.map(({ place }) => place).join(" and "), reason);
  }
}

/** What texts are made from. */
export interface TextSource {
  /** The text that answers if it meets every constraint; without constraints, what the text begins with. */
  readonly preferred: string;
  readonly seed: number;
  readonly budget: Budget;
}

function findText(constraints: readonly Constraint[], limits: TextLimits, source: TextSource): string {
  const isFit = (text: string) =>
    cutText(text, limits).stopSequence === undefined && cutText(text, limits).stop === "end";
  let found: string | undefined;
  let failure: unknown;
  for (const text of textsOf(constraints, source, (reason) => (failure = reason))) {
    if (constraints.every((constraint) => constraint.accepts(text))) {
      found ??= text;
      if (constraints.length === 0 || isFit(text)) {
        return text;
      }
    }
  }
  if (found === undefined) {
    throw failure ?? new Error(`no value that satisfies it was found in ${ATTEMPTS} attempts`);
  }
  return found;
}

function* textsOf(
  constraints: readonly Constraint[],
  { preferred, seed }: TextSource,
  onFailure: (reason: unknown) => void,
): Iterable<string> {
  yield constraints.length === 0 ? proseFrom(preferred, seed) : preferred;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    for (const { sample } of constraints) {
      try {
        yield sample(seed + attempt, attempt % 2 === 1);
      } catch (reason) {
        onFailure(reason);
      }
    }
  }
}

function cutText(whole: string, { maxTokens, stopSequences }: TextLimits): ChosenText {
  const places = stopSequences.filter((sequence) => sequence !== "" && whole.includes(sequence));
  const [stopSequence] = places.toSorted((one, other) => whole.indexOf(one) - whole.indexOf(other));
  const text = stopSequence === undefined ? whole : whole.slice(0, whole.indexOf(stopSequence));
  const tokens = tokensOf(text);
  return tokens.length > maxTokens
    ? { tokens: tokens.slice(0, maxTokens), stop: "limit", stopSequence: undefined }
    : { tokens, stop: "end", stopSequence };
}

/**
 * The seed of the first choice of the response to a request, after which those of the others follow: the same for the
 * same demands.
 */
export function seedOf(demands: unknown): number {
  return hashOf(demands) % 1_000_000_007;
}
