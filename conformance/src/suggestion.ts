import { closest, distance } from "fastest-levenshtein";

/** Ends a sentence about a name that does not exist: with the name that was probably meant, else with those that there are. */
export function suggestion(name: string, known: readonly string[]): string {
  const nearest = known.length === 0 ? "" : closest(name, [...known]);
  const isNear = nearest !== "" && distance(name, nearest) <= Math.max(2, Math.floor(name.length / 3));
  return isNear ? `; did you mean "${nearest}"?` : `. Expected one of: ${known.join(", ")}.`;
}
