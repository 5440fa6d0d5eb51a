import type { TextBodies } from "../format-description.ts";
import { pointerKeys, readPointer } from "../pointer.ts";

/** Adds the sum of the token counts, which streams leave out, where the format's responses have it. */
export function addTotal(response: unknown, places: TextBodies["response"]): void {
  const [total, input, output] = [places.totalTokens, places.inputTokens, places.outputTokens].map((place) =>
    readPointer(response, place),
  );
  const [member, ...path] = pointerKeys(places.totalTokens ?? "").toReversed();
  const owner = readPointer(
    response,
    path
      .toReversed()
      .map((step) => `/${step}`)
      .join(""),
  );
  const isMissing = total === undefined && typeof input === "number" && typeof output === "number";
  if (isMissing && member !== undefined && typeof owner === "object" && owner !== null)
    Reflect.set(owner, member, input + output);
}
