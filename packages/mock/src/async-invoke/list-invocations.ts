import { invalid } from "../http/refusal.ts";
import type { Parameters } from "../request/read-parameters.ts";
import type { Invocation } from "./invocation.ts";

/** The largest page, and the one that a request without a size gets. */
const LARGEST_PAGE = 1_000;

/** One page of the invocations that pass the filters of a request, in the order that it asks for. */
export function listInvocations(all: readonly Invocation[], parameters: Parameters): unknown {
  const { statusEquals, submitTimeAfter, submitTimeBefore, sortOrder, nextToken } = parameters;
  const after = timeAt(submitTimeAfter, Number.NEGATIVE_INFINITY);
  const before = timeAt(submitTimeBefore, Number.POSITIVE_INFINITY);
  const passing = all.filter(({ status, submitTime }) => {
    const time = Date.parse(submitTime);
    return (statusEquals === undefined || status === statusEquals) && time > after && time < before;
  });
  const sorted = sortOrder === "Ascending" ? passing : passing.toReversed();
  const start = startOf(nextToken);
  const size = typeof parameters.maxResults === "number" ? parameters.maxResults : LARGEST_PAGE;
  const end = start + size;
  return {
    ...(end < sorted.length && { nextToken: Buffer.from(JSON.stringify({ start: end })).toString("base64") }),
    asyncInvokeSummaries: sorted.slice(start, end),
  };
}

function timeAt(value: unknown, fallback: number): number {
  return typeof value === "string" ? Date.parse(value) : fallback;
}

function startOf(token: unknown): number {
  if (token === undefined) {
    return 0;
  }
  const text = Buffer.from(String(token), "base64").toString();
  const start = Number(/^\{"start":(\d{1,9})\}$/.exec(text)?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) {
    throw invalid("The nextToken is not one that ListAsyncInvokes has returned.");
  }
  return start;
}
