import { readAll } from "@bedrock-contract/validators";
import { invalid } from "../http/refusal.ts";
import { Budget } from "../request/budget.ts";
import type { ReceivedMockRequest } from "../request/received-request.ts";
import { type Heard, hear } from "./heard.ts";
import type { RequestMatcher } from "./mock-response.ts";

/** The states of scenarios, by their names. */
export type States = ReadonlyMap<string, string>;

/** The state of a scenario that was never set. */
export const STARTED = "started";

/** The first member of a matcher that a request does not have; undefined where it has all. */
export function mismatch(
  { headers = {}, ...matcher }: RequestMatcher,
  request: ReceivedMockRequest,
  states: States,
): keyof RequestMatcher | undefined {
  const { body } = request;
  let heard: Heard | undefined;
  const said = (): Heard | undefined => {
    heard ??= hear(request);
    return heard;
  };
  const { operation, format, modelId, pointers = {}, text, turn, hasTool, states: wanted = {}, when } = matcher;
  const checks: readonly (readonly [keyof RequestMatcher, () => boolean])[] = [
    ["operation", () => operation === undefined || operation === request.operation],
    ["format", () => format === undefined || format === request.format],
    ["modelId", () => modelId === undefined || modelId === request.modelId],
    ["states", () => Object.entries(wanted).every(([name, state]) => (states.get(name) ?? STARTED) === state)],
    ["headers", () => Object.entries(headers).every(([name, value]) => request.headers[name.toLowerCase()] === value)],
    ["body", () => matcher.body === undefined || holds(body, matcher.body)],
    [
      "pointers",
      () =>
        Object.entries(pointers).every(([at, value]) => readAll(body, at).some((found) => holds(found.value, value))),
    ],
    ["text", () => text === undefined || hasText(said()?.question, text, request)],
    ["turn", () => turn === undefined || said()?.turn === turn],
    ["hasTool", () => hasTool === undefined || (said()?.tools.includes(hasTool) ?? false)],
    ["when", () => when === undefined || when(request)],
  ];
  return checks.find(([, fits]) => !fits())?.[0];
}

/** Whether a value has all that another has: each member, each element in its place, or the same value. */
function holds(whole: unknown, part: unknown): boolean {
  if (typeof part !== "object" || part === null) {
    return whole === part;
  }
  return (
    typeof whole === "object" &&
    whole !== null &&
    Array.isArray(whole) === Array.isArray(part) &&
    Object.entries(part).every(
      ([name, value]) => value === undefined || (Object.hasOwn(whole, name) && holds(Reflect.get(whole, name), value)),
    )
  );
}

/** Throws where a pattern takes longer than all patterns may for one request. */
function hasText(
  question: string | undefined,
  { contains, matches }: NonNullable<RequestMatcher["text"]>,
  request: ReceivedMockRequest,
): boolean {
  if (question === undefined || (contains !== undefined && !question.includes(contains))) {
    return false;
  }
  if (matches === undefined) {
    return true;
  }
  const budget = budgets.get(request) ?? new Budget();
  budgets.set(request, budget);
  try {
    return budget.run(() => new RegExp(matches, "u").test(question));
  } catch (reason) {
    throw invalid(`The pattern ${excerptOf(matches)} of a matcher cannot be looked for: ${Object(reason).message}.`);
  }
}

/** What the patterns of all matchers may take for a request. */
const budgets = new WeakMap<ReceivedMockRequest, Budget>();

/** Of a long pattern the beginning says which it is. */
function excerptOf(pattern: string): string {
  return pattern.length > 100 ? `${pattern.slice(0, 100)}…` : pattern;
}
