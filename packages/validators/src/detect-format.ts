import type { FormatDescription } from "./format-description.ts";
import { formats } from "./gen/formats.ts";
import type { FormatId } from "./types.ts";

/**
 * The format of a request, by the model id and then by the members of the body; undefined when the specs describe none
 * that fits. Where a body can be of several formats, such as behind an ARN that hides the model, it is the likeliest; see
 * `possibleFormats`. Without a body only the model id can tell.
 */
export function detectFormat(modelId: string, body?: unknown): FormatId | undefined {
  const [likeliest, ...others] = possibleFormats(modelId, body);
  return body === undefined && others.length > 0 ? undefined : likeliest;
}

/**
 * The formats that a request can be of, the likeliest first. A model id that one format knows is of that format, whatever
 * the body is. Of several, those remain that the members of the body speak for, and none against; without a body all of
 * them. The rules stand in the specs, under `x-bedrock-format`.
 */
export function possibleFormats(modelId: string, body?: unknown): readonly FormatId[] {
  const known = formats.filter(({ routing }) => routing.modelIds.some((pattern) => matches(pattern, modelId)));
  const fitting = known.length > 1 && body !== undefined ? known.filter((format) => fits(format, body, known)) : known;
  return fitting.toSorted((one, other) => orderOf(one) - orderOf(other)).map(({ id }) => id);
}

const patterns = new Map<string, RegExp>();

function matches(pattern: string, modelId: string): boolean {
  const compiled = patterns.get(pattern) ?? new RegExp(pattern, "u");
  patterns.set(pattern, compiled);
  return compiled.test(modelId);
}

/** A member that another of the formats goes by, and that this one cannot have, speaks against it. */
function fits(
  { id, routing, requestMembers }: FormatDescription,
  body: unknown,
  known: readonly FormatDescription[],
): boolean {
  const has = (name: string): boolean => typeof body === "object" && body !== null && Object.hasOwn(body, name);
  const foreign = known.flatMap((other) => (other.id === id ? [] : (other.routing.members ?? [])));
  const isClaimed = foreign.some((name) => has(name) && !requestMembers.includes(name));
  return (routing.members?.some(has) ?? true) && !isClaimed;
}

function orderOf({ routing }: FormatDescription): number {
  return routing.order ?? Number.MAX_SAFE_INTEGER;
}
