import type { TextBodies } from "../format-description.ts";
import { pointerKeys, readPointer } from "../pointer.ts";

/** Adds the sum of the token counts, those of the cache included, which streams leave out, where responses have it. */
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
  const ofCache = [places.cacheReadTokens, places.cacheWriteTokens]
    .map((place) => readPointer(response, place))
    .filter((count) => typeof count === "number");
  const isMissing = total === undefined && typeof input === "number" && typeof output === "number";
  if (isMissing && member !== undefined && typeof owner === "object" && owner !== null)
    Reflect.set(
      owner,
      member,
      [input, output, ...ofCache].reduce((sum, count) => sum + count, 0),
    );
}
