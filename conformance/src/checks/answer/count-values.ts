import { meanings, readAll, tokenPlacesOf } from "@bedrock-contract/validators";
import { memberPointer } from "@bedrock-contract/validators/pointer";
import { chunksOf, eventChunksOf } from "../../exchange/stream/chunks.ts";
import type { Difference, FramePlace } from "../../result.ts";
import { type Check, type CheckContext, isError, type Verdict, verdictOf } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { placeOf } from "../stream/frame-fault.ts";

/** Nothing is counted or measured below zero. Clients add these numbers up, and bill by them. */
export const countValues: Check = {
  id: "count-values",
  level: "MUST",
  rule: "Token counts and latencies in a body are 0 or more.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  if (isError(context)) {
    return "not-applicable";
  }
  const places = knownPlacesOf(context);
  const counts: Count[] = [];
  for (const { value, frame } of valuesOf(context)) {
    for (const { pointer, value: counted } of places.flatMap((place) => readAll(value, place))) {
      addNumbers(counts, counted, { pointer, frame });
    }
  }
  const differences = counts.filter(({ value }) => value < 0).map(difference);
  return verdictOf(differences, { applies: counts.length > 0 });
}

interface Judged {
  readonly value: unknown;
  readonly frame: FramePlace | undefined;
}

/** The body, or the chunks of a stream. */
function valuesOf({ answer: { stream, sse, json } }: CheckContext): readonly Judged[] {
  if (stream === undefined && sse === undefined) {
    return json.isJson ? [{ value: json.value, frame: undefined }] : [];
  }
  return sse === undefined ? chunksOf(stream) : eventChunksOf(sse);
}

/** They follow from the validators, which are the same for each exchange of an operation and a format. */
function knownPlacesOf(context: CheckContext): readonly string[] {
  const kept = context.answer.stream === undefined && context.answer.sse === undefined ? ofBodies : ofStreams;
  let places = kept.get(context.validators);
  if (places === undefined) {
    places = placesOf(context);
    kept.set(context.validators, places);
  }
  return places;
}

const ofBodies = new WeakMap<object, readonly string[]>();
const ofStreams = new WeakMap<object, readonly string[]>();

function placesOf({ answer, operation, validators: { format, stream, sse } }: CheckContext): readonly string[] {
  const isStreamed = answer.stream !== undefined || answer.sse !== undefined;
  const whole = format === undefined ? {} : tokenPlacesOf(format);
  const items = isStreamed ? sse?.items : undefined;
  if (items !== undefined) {
    return wholeOnly(whole, operation.name).map((place) => `${items.whole}${place}`);
  }
  const counts = isStreamed ? (sse?.chunks ?? stream) : whole;
  const latency = isStreamed ? stream?.latency : whole.latency;
  const named = [counts?.inputTokens, counts?.outputTokens, sse?.chunks?.totalTokens ?? whole.totalTokens, latency]
    .filter((place) => place !== undefined)
    .map(ownerOf);
  return [...new Set([...named, ...(meanings[operation.name]?.counts ?? [])])];
}

/** The places of an answer that its last event tells as a whole. */
function wholeOnly(
  { inputTokens, outputTokens, totalTokens }: ReturnType<typeof tokenPlacesOf>,
  operation: string,
): readonly string[] {
  const named = [inputTokens, outputTokens, totalTokens].filter((place) => place !== undefined).map(ownerOf);
  return [...new Set([...named, ...(meanings[operation]?.counts ?? [])])];
}

/** Further counts stand beside those that the format names, where these have an object of their own. */
function ownerOf(place: string): string {
  const owner = place.slice(0, place.lastIndexOf("/"));
  return owner === "" || owner.includes("*") ? place : owner;
}

/** Where a number stands: at a pointer, or in a member there. */
interface Counted {
  readonly pointer: string;
  readonly member?: string;
  readonly frame: FramePlace | undefined;
}

interface Count extends Counted {
  readonly value: number;
}

/** Nearly every number is right: its pointer is written only where it is not. */
function addNumbers(counts: Count[], value: unknown, place: Counted): void {
  if (typeof value === "number") {
    counts.push({ ...place, value });
  } else if (typeof value === "object" && value !== null) {
    const pointer = pointerTo(place);
    for (const [member, each] of Object.entries(value)) {
      addNumbers(counts, each, { pointer, member, frame: place.frame });
    }
  }
}

function pointerTo({ pointer, member }: Counted): string {
  return member === undefined ? pointer : memberPointer(pointer, member);
}

function difference(count: Count): Difference {
  return {
    pointer: pointerTo(count),
    message: "the count is negative",
    expected: "0 or more",
    received: String(count.value),
    ...(count.frame === undefined ? {} : { frame: placeOf(count.frame) }),
  };
}
