import { type PlacedValue, readAll } from "@bedrock-contract/validators";
import type { VectorsMeaning } from "./meaning.ts";

/** One vector of an answer. */
export interface Vector {
  readonly pointer: string;
  readonly numbers: readonly unknown[];
  /** Its type, of those that the request can ask for; undefined where the answer does not say it. */
  readonly type: string | undefined;
}

/** The vectors of an answer: those without a type, then those by type. What is not a list of single values is none. */
export function vectorsOf({ format, response }: Pick<VectorsMeaning, "format" | "response">): readonly Vector[] {
  const { vectors, vectorsByType } = format.response;
  const typed = vectorsByType === undefined ? [] : readAll(response, vectorsByType);
  return [
    ...readAll(response, vectors).flatMap((place) => vectorAt(place, undefined)),
    ...typed.flatMap((place) => vectorAt(place, place.keys[0])),
  ];
}

/**
 * The vectors of an answer in groups, each of which has one vector for each input: those without a type, and each type.
 */
export function vectorGroups(meaning: VectorsMeaning): ReadonlyMap<string | undefined, readonly Vector[]> {
  const groups = new Map<string | undefined, Vector[]>();
  for (const vector of vectorsOf(meaning)) {
    groups.set(vector.type, [...(groups.get(vector.type) ?? []), vector]);
  }
  return groups;
}

function vectorAt({ pointer, value }: PlacedValue, type: string | undefined): readonly Vector[] {
  const isVector = Array.isArray(value) && value.every((each) => typeof each !== "object");
  return isVector ? [{ pointer, numbers: value, type }] : [];
}
