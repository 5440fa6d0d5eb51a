import type { BodiesOfKind } from "./format-description.ts";
import { readAll, readPointer } from "./pointer.ts";

/** Which vectors a request asks for. */
export interface EmbeddingDemand {
  /**
   * What each vector stands for: one input, or several parts of it in a list. An input that has several vectors stands
   * here several times.
   */
  readonly inputs: readonly unknown[];
  /** How many dimensions they have; undefined where the request does not say. */
  readonly dimensions: number | undefined;
  /** Their types; undefined where the request does not say. */
  readonly types: readonly string[] | undefined;
  readonly isNormalized: boolean;
}

/** Which vectors a request asks for, by the places of its format. */
export function embeddingDemandOf(format: BodiesOfKind<"embedding">, request: unknown): EmbeddingDemand {
  const places = format.request;
  const dimensions = readPointer(request, places.dimensions);
  const types = readPointer(request, places.embeddingTypes);
  return {
    inputs: inputsOf(format, request),
    dimensions: typeof dimensions === "number" ? dimensions : undefined,
    types: Array.isArray(types) && types.length > 0 ? [...new Set(types.map(String))] : undefined,
    isNormalized: readPointer(request, places.normalize) === true,
  };
}

/** How many numbers a vector of a type has: in packed ones, eight dimensions are one number. */
export function vectorLength(
  { packedTypes = [] }: BodiesOfKind<"embedding">,
  dimensions: number,
  type: string | undefined,
): number {
  return type !== undefined && packedTypes.includes(type) ? dimensions / 8 : dimensions;
}

/** What is true of all models of a version of a format. */
export type EmbeddingVersion = NonNullable<BodiesOfKind<"embedding">["versions"]>[number];

/** The version of a format that a model is of; undefined where its id hides it, or is of none that the format knows. */
export function embeddingVersionOf(
  { versions = [] }: BodiesOfKind<"embedding">,
  modelId: unknown,
): EmbeddingVersion | undefined {
  return versions.find(({ models }) => new RegExp(models, "u").test(String(modelId)));
}

function inputsOf(format: BodiesOfKind<"embedding">, request: unknown): readonly unknown[] {
  const places = [format.request.inputs].flat();
  const [several, parts] = [places.filter(isStarred), places.filter((place) => !isStarred(place))];
  const each = several.flatMap((place) => readAll(request, place)).map(({ value }) => value);
  const whole = parts.map((place) => readPointer(request, place)).filter((value) => value !== undefined);
  const count = perInput(format, request);
  return [...each, ...(whole.length > 0 ? [whole] : [])].flatMap((input) => Array.from({ length: count }, () => input));
}

function isStarred(place: string): boolean {
  return place.includes("/*");
}

function perInput({ vectorsPerInput }: BodiesOfKind<"embedding">, request: unknown): number {
  const value = readPointer(request, vectorsPerInput?.pointer);
  return (typeof value === "string" ? vectorsPerInput?.counts[value] : undefined) ?? 1;
}
