import { meanings, readPointer } from "@bedrock-contract/validators";
import { parseJson } from "../../exchange/parse-json.ts";
import type { JsonChange } from "./json-changes.ts";
import type { MutantContext } from "./mutant-source.ts";
import { chunksOf } from "./stream-chunks.ts";

/**
 * The members that every real response was seen to have, of a stream in its chunks, and the time of an end: no schema
 * requires them.
 */
export function expectedPlaces({
  recording,
  isStream,
}: Pick<MutantContext, "recording" | "isStream">): readonly string[] {
  const { operation, validators } = recording;
  const { expected = [], items = "", times } = meanings[operation.name] ?? {};
  const end = times?.ended === undefined ? [] : [`${items}${times.ended.at}`];
  const response: object | undefined =
    validators.format !== undefined && "response" in validators.format ? validators.format.response : undefined;
  const ofFormat: unknown = isStream ? validators.stream?.expected : Reflect.get(response ?? {}, "expected");
  return [...expected, ...end, ...(Array.isArray(ofFormat) ? ofFormat.map(String) : [])];
}

/** Whether a change takes such a member away from a body, or a chunk, that was not made anew for a guardrail. */
export function isExpectedPlace(context: Pick<MutantContext, "recording" | "isStream">, pointer: string): boolean {
  const pattern = pointer.replaceAll(/\/\d+(?=\/|$)/g, "/*");
  const isSuccess = context.recording.answer.status < 300;
  return isSuccess && expectedPlaces(context).includes(pattern) && !isMadeAnew(context);
}

function isMadeAnew({
  recording: { answer, validators },
  isStream,
}: Pick<MutantContext, "recording" | "isStream">): boolean {
  if (isStream) {
    return chunksOf(answer.body, validators.sse !== undefined).some(({ chunk }) => hasGuardrail(chunk));
  }
  const body = parseJson(answer.body);
  return body.isJson && hasGuardrail(body.value);
}

/** Whether a change takes a member away that every real response has. */
export function takesExpected(context: MutantContext, { class: name, pointer }: JsonChange): boolean {
  return name === "member-missing" && isExpectedPlace(context, pointer);
}

function hasGuardrail(body: unknown): boolean {
  return readPointer(body, "/amazon-bedrock-guardrailAction") !== undefined;
}
