import type { CaseResult } from "../../result.ts";

/** Headers in which a target may name its side of an exchange, of AWS first. */
const NAMES = ["x-amzn-requestid", "x-amzn-request-id", "x-request-id", "request-id"];

/** The id by which the target's own log knows the exchange; undefined where it names none. */
export function requestIdOf({ exchange }: CaseResult): string | undefined {
  const headers = exchange?.response?.headers ?? {};
  return NAMES.map((name) => headers[name]).find((value) => value !== undefined);
}
