import { type PlacedValue, readAll } from "@bedrock-contract/validators";
import { pointerKeys } from "@bedrock-contract/validators/pointer";
import { parseJson } from "../../exchange/parse-json.ts";
import { withJson } from "./body-mutants.ts";
import { withAt } from "./json-changes.ts";
import type { Mutant } from "./mutant.ts";
import type { MutantSource } from "./mutant-source.ts";

/** Counts of a guardrail that cannot be: more evaluated than there is, fewer units in all than in one assessment. */
export const guardrailMutants: MutantSource = function* ({ recording: { answer, validators }, isStream }) {
  const { coverage, usage } = validators.guardrail ?? {};
  if (isStream || answer.status >= 300) {
    return;
  }
  const root = parseJson(answer.body);
  const value: unknown = root.isJson ? root.value : undefined;
  const withNumber = ({ pointer }: PlacedValue, number: number): Pick<Mutant, "place" | "answer"> => ({
    place: pointer,
    answer: withJson(answer, withAt(value, pointerKeys(pointer), { value: number })),
  });
  if (coverage !== undefined) {
    const places = readAll(value, coverage.in).flatMap((place) =>
      membersCalled(place.value, coverage.whole).map((inner) => ({ ...inner, pointer: place.pointer + inner.pointer })),
    );
    for (const whole of places) {
      const part = { ...whole, pointer: whole.pointer.replace(/[^/]+$/, coverage.part) };
      yield { class: "guardrail-coverage-above-all", ...withNumber(part, Number(whole.value) + 1) };
    }
  }
  for (const units of readAll(value, usage === undefined ? [] : `${usage.each}/*`)) {
    yield { class: "guardrail-units-above-all", ...withNumber(units, Number(units.value) + 1) };
  }
};

function membersCalled(value: unknown, name: string): readonly PlacedValue[] {
  return readAll(value, "/*").flatMap((member): readonly PlacedValue[] =>
    member.pointer === `/${name}` && typeof member.value === "number"
      ? [member]
      : membersCalled(member.value, name).map((inner) => ({ ...inner, pointer: member.pointer + inner.pointer })),
  );
}
