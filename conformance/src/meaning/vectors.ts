import { type BodiesOfKind, type PlacedValue, readAll, readPointer } from "@bedrock-contract/validators";
import type { VectorsMeaning } from "./meaning.ts";

/** One vector of an answer. */
export interface Vector {
  readonly pointer: string;
  readonly numbers: readonly unknown[];
  /** Its type, of those that the request can ask for; undefined where the answer does not say it. */
  readonly type: string | undefined;
}

/** The vectors of an answer: those without a type, then those by type. What is no list of single values is none. */
export function vectorsOf({ format, response }: Pick<VectorsMeaning, "format" | "response">): readonly Vector[] {
  const { vectors, vectorsByType } = format.response;
  const typed = vectorsByType === undefined ? [] : readAll(response, vectorsByType);
  return [
    ...readAll(response, vectors).flatMap((place) => vectorAt(place, undefined)),
    ...typed.flatMap((place) => vectorAt(place, place.keys[0])),
  ];
}

/** The vectors of an answer in groups, each of which has one vector for each input: those without a type, and each type. */
export function vectorGroups(meaning: VectorsMeaning): ReadonlyMap<string | undefined, readonly Vector[]> {
  const groups = new Map<string | undefined, Vector[]>();
  for (const vector of vectorsOf(meaning)) {
    groups.set(vector.type, [...(groups.get(vector.type) ?? []), vector]);
  }
  return groups;
}

/** How many vectors a request asks for. */
export function vectorsAsked({ format, request }: Pick<VectorsMeaning, "format" | "request">): number {
  const places = [format.request.inputs].flat();
  const each = places.filter((place) => place.includes("*")).flatMap((place) => readAll(request, place));
  const whole = places.some((place) => !place.includes("*") && readPointer(request, place) !== undefined);
  return (each.length + (whole ? 1 : 0)) * perInput(format, request);
}

/** How many numbers a vector has for so many dimensions: bits are packed into bytes. */
export function packedLength(
  dimensions: number,
  type: string | undefined,
  { packedTypes = [] }: BodiesOfKind<"embedding">,
): number {
  return type !== undefined && packedTypes.includes(type) ? dimensions / BITS : dimensions;
}

const BITS = 8;

function perInput({ vectorsPerInput }: BodiesOfKind<"embedding">, request: unknown): number {
  const value = readPointer(request, vectorsPerInput?.pointer);
  return (typeof value === "string" ? vectorsPerInput?.counts[value] : undefined) ?? 1;
}

function vectorAt({ pointer, value }: PlacedValue, type: string | undefined): readonly Vector[] {
  const isVector = Array.isArray(value) && value.length > 0 && value.every((each) => typeof each !== "object");
  return isVector ? [{ pointer, numbers: value, type }] : [];
}
