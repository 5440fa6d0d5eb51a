import { readPointer } from "@bedrock-contract/validators";
import { mayShowStop } from "../../checks/semantic/stop-sequences.ts";
import type { Constraint } from "../../meaning/constraints.ts";
import type { MeaningView, MeantText } from "./meaning-view.ts";
import type { Because, Mutant, RawAnswer } from "./mutant.ts";

const OUTSIDE = "~ something else ~";
const BROKEN_JSON = '{"a": ';

/** The text of an answer against each demand of the request on it. */
export function* textMutants({ context: { oracle }, view, meaning }: MeantText): Generator<Mutant> {
  for (const constraint of meaning.constraints) {
    for (const [name, text] of wrongTexts(
      constraint,
      (schema, value) => oracle.allows(schema, value),
      meaning.request,
    )) {
      const answer = withText(view, meaning.format.response.text, text);
      if (answer !== undefined) {
        yield { class: name, place: `the text -> ${text}`, answer };
      }
    }
  }
}

/** The text with a stop sequence of the request in it, and at its end. */
export function* stopSequenceMutants({ view, meaning }: MeantText): Generator<Mutant> {
  const { format, request } = meaning;
  const stop = readPointer(request, format.request.stopSequences);
  const [sequence] = Array.isArray(stop) ? stop : [stop];
  const isEchoed = readPointer(request, format.request.echo) === true;
  if (typeof sequence !== "string" || isEchoed) {
    return;
  }
  for (const text of [`One ${sequence} two`, `One ${sequence}`]) {
    const answer = withText(view, format.response.text, text);
    if (answer !== undefined) {
      const isLast = text.endsWith(sequence);
      const isOwnEnd = mayShowStop(format, meaning.response);
      const isSaidAgain = meaning.isStreamed && (format.stream?.fold ?? []).some(({ to }) => to === "");
      const because: Because = isSaidAgain
        ? { harmlessBecause: "said-again-later" }
        : isLast && isOwnEnd
          ? { harmlessBecause: "stop-at-own-end" }
          : {};
      yield { class: "stop-sequence-left-in", place: `the text -> ${text}`, answer, ...because };
    }
  }
}

type Allows = (schema: Readonly<Record<string, unknown>>, value: unknown) => boolean;

function wrongTexts(constraint: Constraint, allows: Allows, request: unknown): readonly (readonly [string, string])[] {
  switch (constraint.kind) {
    case "choice":
      return [
        ["choice-outside", OUTSIDE],
        ["choice-outside", `${String(constraint.texts[0])}.`],
      ];
    case "regex":
    case "grammar":
      return [[`${constraint.kind}-violated`, OUTSIDE]];
    case "json": {
      const broken = [["json-broken", BROKEN_JSON]] as const;
      if (constraint.isObject) {
        return [...broken, ["json-no-object", "[1]"]];
      }
      const given = readPointer(request, constraint.place);
      const schema: unknown = typeof given === "string" ? JSON.parse(given) : given;
      const wrong = [{}, [], 7, "text"].filter((value) => !allows(Object(schema), value));
      return [...broken, ...wrong.map((value) => ["schema-violated", JSON.stringify(value)] as const)];
    }
    default:
      return constraint satisfies never;
  }
}

/** The answer with another text: of a stream in its first piece, the others empty. Undefined where it has no text. */
export function withText(view: MeaningView, pointer: string, text: string): RawAnswer | undefined {
  const pieces = view.places(pointer).filter(({ value }) => typeof value === "string" && value !== "");
  const [first] = pieces;
  return first === undefined
    ? undefined
    : view.with(Object.fromEntries(pieces.map((piece) => [piece.pointer, piece === first ? text : ""])));
}
