import { closest, distance } from "fastest-levenshtein";

/**
 * Ends a sentence about a name that does not exist: with the name that was probably meant, else with those that there
 * are.
 */
export function suggestion(name: string, known: readonly string[], expected: readonly string[] = known): string {
  const meant = probablyMeant(name, known);
  return meant === undefined ? `. Expected one of: ${expected.join(", ")}.` : `; did you mean "${meant}"?`;
}

/** The name that is nearest to one that does not exist; undefined where none is near. */
export function probablyMeant(name: string, known: readonly string[]): string | undefined {
  const nearest = known.length === 0 ? "" : closest(name, [...known]);
  const isNear = nearest !== "" && distance(name, nearest) <= Math.max(2, Math.floor(name.length / 3));
  return isNear ? nearest : undefined;
}
