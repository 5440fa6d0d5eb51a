import type { FormatKind, ListedFormat } from "./format-description.ts";
import { formats } from "./gen/formats.ts";
import { readAll } from "./pointer.ts";
import type { FormatId } from "./types.ts";

/**
 * How a model is called: by InvokeModel or its stream, by StartAsyncInvoke, or by InvokeModelWithBidirectionalStream.
 */
export type ModelCall = "invoke" | "async" | "speech";

/**
 * The format of a request, by the model id and then by the members of the body; undefined when the specs describe none
 * that fits. Where a body can be of several formats, such as behind an ARN that hides the model, it is the likeliest;
 * see `possibleFormats`. Without a body, only the model id decides. Of an asynchronous call the body is the model
 * input.
 */
export function detectFormat(modelId: string, body?: unknown, call: ModelCall = "invoke"): FormatId | undefined {
  const [likeliest, ...others] = possibleFormats(modelId, body, call);
  return body === undefined && others.length > 0 ? undefined : likeliest;
}

/**
 * The formats that a request can be of, the likeliest first. A model id that one format knows is of that format,
 * whatever the body is. Of several, those remain that the members of the body speak for, and none against; without a
 * body all of them. Without a model id, only the body decides. The rules stand in the specs, under `x-bedrock-format`.
 */
export function possibleFormats(
  modelId: string | undefined,
  body?: unknown,
  call: ModelCall = "invoke",
): readonly FormatId[] {
  const known = formatsOf(modelId, call);
  const fitting = known.length > 1 && body !== undefined ? fittingFormats(known, body) : known;
  return fitting.map(({ id }) => id);
}

/** The formats that a model id can be of, the likeliest first. A server is asked for the same few models all day. */
function formatsOf(modelId: string | undefined, call: ModelCall): readonly ListedFormat[] {
  const key = modelId === undefined ? call : `${call} ${modelId}`;
  const known = formatsByModel.get(key);
  if (known !== undefined) {
    return known;
  }
  const found = formats
    .filter(
      ({ kind, routing }) =>
        callOf(kind) === call &&
        (modelId === undefined || routing.modelIds.some((pattern) => matches(pattern, modelId))),
    )
    .toSorted((one, other) => orderOf(one) - orderOf(other));
  if (formatsByModel.size < MOST_KEPT) {
    formatsByModel.set(key, found);
  }
  return found;
}

const MOST_KEPT = 500;
const formatsByModel = new Map<string, readonly ListedFormat[]>();

function callOf(kind: FormatKind): ModelCall {
  return kind === "async" || kind === "speech" ? kind : "invoke";
}

const patterns = new Map<string, RegExp>();

function matches(pattern: string, modelId: string): boolean {
  const compiled = patterns.get(pattern) ?? new RegExp(pattern, "u");
  patterns.set(pattern, compiled);
  return compiled.test(modelId);
}

/** What another of the formats goes by, and what a format cannot have, speaks against it. */
function fittingFormats(known: readonly ListedFormat[], body: unknown): readonly ListedFormat[] {
  const has = (name: string): boolean => typeof body === "object" && body !== null && Object.hasOwn(body, name);
  const claimed = known.flatMap(({ routing }) => routing.members ?? []).filter(has);
  const places = [...new Set(known.flatMap(({ routing }) => routing.untagged ?? []))];
  const tags = places.map((place) => ({ place, tags: tagsAt(body, place) }));
  const tagged = tags.filter((each) => each.tags.includes(true)).map(({ place }) => place);
  const untagged = tags.filter((each) => each.tags.length > 0 && !each.tags.includes(true)).map(({ place }) => place);
  return known.filter(
    ({ routing, takes }) =>
      (routing.members?.some(has) ?? true) &&
      claimed.every((name) => takes.includes(name)) &&
      tagged.every((place) => place !== routing.untagged) &&
      untagged.every((place) => place === routing.untagged),
  );
}

/** For each object at a place, whether it says of which type it is. */
function tagsAt(body: unknown, pointer: string | undefined): readonly boolean[] {
  const values = pointer === undefined ? [] : readAll(body, pointer).map(({ value }) => value);
  return values.flatMap((value) => (typeof value === "object" && value !== null ? [Object.hasOwn(value, "type")] : []));
}

function orderOf({ routing }: ListedFormat): number {
  return routing.order ?? Number.MAX_SAFE_INTEGER;
}
