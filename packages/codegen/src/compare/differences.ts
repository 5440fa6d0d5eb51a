import { parse } from "yaml";
import type { Difference } from "./compare-values.ts";

/** Where it is written in what the specs differ from the models on purpose, from the repository's root. */
export const DIFFERENCES_FILE = "specs/model/differences.yaml";

/** A difference that is meant. */
export interface MeantDifference {
  /** Operations and places, in which `**` is anything. */
  readonly at: readonly string[];
  readonly fact: string;
  readonly why: string;
  readonly evidence: string;
}

/** What is written about the differences from one service model. */
export interface MeantDifferences {
  readonly meant: readonly MeantDifference[];
  /** The families of the service with operations that the specs lack. */
  readonly undescribed: readonly string[];
}

/** Reads what is meant of one service. */
export function readDifferences(text: string, service: string): MeantDifferences {
  const written = Object(parse(text));
  return { meant: written[service] ?? [], undescribed: written.undescribed?.[service] ?? [] };
}

/** The differences that nobody means, and the places that are written and do not differ. */
export function unexplained(
  found: readonly Difference[],
  { meant }: MeantDifferences,
): { readonly differences: readonly Difference[]; readonly unneeded: readonly string[] } {
  const places = meant.flatMap(({ at, fact }) => at.map((place) => ({ place, fact, pattern: patternOf(place) })));
  const explains = (each: (typeof places)[number], { operation, place, fact }: Difference): boolean =>
    each.fact === fact && each.pattern.test(`${operation} ${place}`.trim());
  return {
    differences: found.filter((difference) => !places.some((each) => explains(each, difference))),
    unneeded: places
      .filter((each) => !found.some((difference) => explains(each, difference)))
      .map(({ place, fact }) => `${place}: ${fact}`),
  };
}

/** A place that names no operation is meant in each. */
function patternOf(place: string): RegExp {
  const whole = /^(?:request|response)\b/.test(place) ? `** ${place}` : place;
  return new RegExp(
    `^${whole
      .split("**")
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
}
