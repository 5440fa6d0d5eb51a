import { readAll, readPointer } from "@bedrock-contract/validators";
import { callReason, type MeantText } from "./meaning-view.ts";
import type { Mutant } from "./mutant.ts";

/** Calls of tools that the request does not offer, or with arguments that do not fit. */
export function* toolMutants(given: MeantText): Generator<Mutant> {
  const because = callReason(given);
  for (const mutant of callMutants(given)) {
    yield because === undefined ? mutant : { ...mutant, harmlessBecause: because };
  }
}

function* callMutants({ context: { oracle }, view, meaning }: MeantText): Generator<Mutant> {
  const { toolCalls, toolCallName, toolCallArguments } = meaning.format.response;
  if (toolCalls === undefined || toolCallName === undefined || toolCallArguments === undefined) {
    return;
  }
  const { freeCalls = { toolCallName } } = meaning.format;
  const places = new Set([toolCallName, freeCalls.toolCallName]);
  for (const { pointer, value } of [...places].flatMap((place) => view.places(`${toolCalls}${place}`))) {
    if (typeof value === "string" && value !== "") {
      const [name, other] = [`${pointer}`, `${value}_other`];
      yield { class: "tool-name-unknown", place: `${name} -> ${other}`, answer: view.with({ [pointer]: other }) };
    }
  }
  const pieces = view
    .places(`${toolCalls}${toolCallArguments}`)
    .filter(({ value }) => typeof value === "string" && value !== "");
  const [first] = pieces;
  if (first === undefined) {
    return;
  }
  const names = view.places(`${toolCalls}${toolCallName}`).filter(({ value }) => typeof value === "string");
  const [name] = names;
  const later = pieces.find((piece) => piece !== first && piece.pointer.endsWith(toolCallArguments));
  if (view.isStream && names.length === 1 && name?.pointer.endsWith(toolCallName) && later !== undefined) {
    const at = `${later.pointer.slice(0, -toolCallArguments.length)}${toolCallName}`;
    const answer = view.with({ [name.pointer]: undefined, [at]: name.value });
    yield { class: "tool-name-late", place: `${name.pointer} -> ${at}`, answer };
  }
  const schemas = readAll(meaning.request, meaning.format.request.tools ?? "").map(({ value }) =>
    readPointer(value, meaning.format.request.toolSchema),
  );
  const wrong = [{}, { unknown: [1] }, [], 7].filter((value) =>
    schemas.every((schema) => schema !== undefined && !oracle.allows(Object(schema), value)),
  );
  const texts: readonly (readonly [string, string])[] = [
    ["tool-arguments-no-json", '{"location": '],
    ["tool-arguments-no-json", "location=Paris"],
    ...wrong.map((value) => ["tool-arguments-invalid", JSON.stringify(value)] as const),
  ];
  for (const [name, text] of texts) {
    const changes = pieces.map((piece) => [piece.pointer, piece === first ? text : ""]);
    yield { class: name, place: `${first.pointer} -> ${text}`, answer: view.with(Object.fromEntries(changes)) };
  }
}
