import { parseJson } from "../../exchange/parse-json.ts";
import { takesExpected } from "./expected-places.ts";
import { jsonChanges } from "./json-changes.ts";
import type { Mutant, RawAnswer } from "./mutant.ts";
import type { MutantSource } from "./mutant-source.ts";

/** The JSON body of an answer, changed in each place that its schema describes. */
export const bodyMutants: MutantSource = function* (context) {
  const { recording, described, oracle, isStream } = context;
  const { answer } = recording;
  const body = isStream ? undefined : parseJson(answer.body);
  const schema = described.schemaOf(recording);
  if (body === undefined || !body.isJson || schema === undefined) {
    return;
  }
  for (const change of jsonChanges(body.value, schema)) {
    const value = change.value();
    yield {
      class: change.class,
      place: `${change.pointer || "the body"} ${change.what}`,
      answer: withJson(answer, value),
      ...(!takesExpected(context, change) && oracle.allows(schema, value)
        ? { harmlessBecause: change.mayBecause }
        : {}),
    } satisfies Mutant;
  }
};

/** An answer with another JSON body. */
export function withJson(answer: RawAnswer, value: unknown): RawAnswer {
  return { ...answer, body: Buffer.from(JSON.stringify(value) ?? "") };
}
