import { meanings, streamOf } from "@bedrock-contract/validators";
import type { Recording } from "../recording.ts";
import { chunkPointers } from "./meaning-view.ts";
import type { MutantContext } from "./mutant-source.ts";

/**
 * Whether a place of the body is one whose value means something to the checks of meaning, so that nothing may be
 * changed there at will.
 */
export function isBound(context: MutantContext, pointer: string): boolean {
  const known = boundPlaces.get(context.recording) ?? placesOf(context);
  boundPlaces.set(context.recording, known);
  const keys = pointer.split("/");
  return known.some((place) => isOnTheWay(keys, place));
}

/** The keys of the places that are bound in the answer of a recording. */
const boundPlaces = new WeakMap<Recording, readonly (readonly string[])[]>();

function placesOf({ recording, isStream }: MutantContext): readonly (readonly string[])[] {
  const { demands, validators, answer, operation } = recording;
  const format = demands?.format;
  const stream = streamOf(format);
  const ofBody = Object.entries(format?.response ?? {}).flatMap(([name, places]) =>
    placed(format?.response, name, places),
  );
  const ofChunks = ofBody.flatMap((place) => chunkPointers(place, stream?.fold ?? []));
  const ofRules = (stream?.fold ?? []).flatMap(({ index, when = {} }) => [index, ...Object.keys(when)]);
  const ofStream = [stream?.text, stream?.stopReason, stream?.metrics, ...ofRules].flat();
  const { action, assessments, outputs } = validators.guardrail ?? {};
  const ofGuardrail = [action, assessments, outputs].filter((place) => place !== undefined);
  const guarded = isStream
    ? ofGuardrail.flatMap((place) => chunkPointers(place, validators.conversation?.stream.fold ?? []))
    : ofGuardrail;
  const ofEvents = isStream ? eventPlaces(validators.sse) : [];
  // An error says something in one of these.
  const ofErrors = answer.status >= 400 ? ["/message", "/Message", "/error", "/detail"] : [];
  const places = [
    ...ofBody,
    ...(isStream ? [...ofChunks, ...ofStream] : []),
    ...guarded,
    ...ofEvents,
    ...Object.keys(recording.case.sought ?? {}),
    ...ofErrors,
    ...boundByRequest(operation.name),
    meanings[operation.name]?.model,
  ];
  return places.flatMap((place) => (place === undefined ? [] : [place.split("/")]));
}

/** What some places are named from, in the response of a format: the elements of a list. */
const NAMED_FROM: Readonly<Record<string, string>> = {
  choiceIndex: "choices",
  toolCallId: "toolCalls",
  toolCallName: "toolCalls",
  toolCallArguments: "toolCalls",
  resultIndex: "results",
  resultScore: "results",
};

/** The places that a member of a description names, from the body. */
function placed(response: object | undefined, name: string, places: unknown): readonly string[] {
  const owner: unknown = Reflect.get(response ?? {}, NAMED_FROM[name] ?? "");
  return [name === "expected" ? [] : places]
    .flat()
    .filter((place) => typeof place === "string")
    .map((place) => (typeof owner === "string" ? `${owner}${place}` : place));
}

/** The places that parameters of the request bind. */
function boundByRequest(operation: string): readonly string[] {
  const { items = "", parameters = {} } = meanings[operation] ?? {};
  return Object.values(parameters).flatMap(({ how, members = [], choices = {} }) => [
    ...members.map((place) => (how === "identity" ? place : items + place)),
    ...Object.values(choices),
  ]);
}

function eventPlaces(sse: MutantContext["recording"]["validators"]["sse"]): readonly string[] {
  if (sse === undefined) {
    return [];
  }
  const errors = [sse.error].flat();
  if (sse.chunks === undefined) {
    return errors;
  }
  const { choices, choiceIndex, role, text, toolCalls, stopReason, usage } = sse.chunks;
  return [
    choices,
    `${choices}${choiceIndex}`,
    `${choices}${role}`,
    text,
    toolCalls,
    stopReason,
    usage,
    ...errors,
  ].filter((place) => place !== undefined);
}

/** Whether one place is the other, leads to it, or is in it. */
function isOnTheWay(one: readonly string[], other: readonly string[]): boolean {
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  return shorter.every((key, index) => key === longer[index] || key === "*" || longer[index] === "*");
}
