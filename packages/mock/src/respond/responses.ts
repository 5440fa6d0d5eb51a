import { type Operation, operationNamed } from "@bedrock-contract/wire";
import type { ReceivedMockRequest } from "../request/received-request.ts";
import { speechOf } from "./heard.ts";
import { refuseImpossible } from "./impossible-response.ts";
import { mismatch, STARTED } from "./matches.ts";
import { isSaid, type MockResponse, type RequestMatcher } from "./mock-response.ts";
import { canHave, isOfKind, wantsStream } from "./response-kind.ts";

/** A response that was set, by the name that it got. */
export interface SetResponse {
  readonly id: string;
  /** The file that it stands in; undefined where a test has set it. */
  readonly source: string | undefined;
  readonly response: MockResponse;
}

/** The answers that tests have set, and those that files hold. */
export interface Responses {
  /** Sets a response and gives it a name. Throws an Error for one that no request could get. */
  add(response: MockResponse): string;
  /** Puts the responses of files in the place of those that files held before. */
  replaceStored(stored: readonly SetResponse[]): void;
  /** The response for a request, which it uses up once; undefined where there is none. */
  take(request: ReceivedMockRequest, operation: Operation): MockResponse | undefined;
  /** The response for a model that no format is known of: one that names the model. */
  takeRaw(request: ReceivedMockRequest, operation: Operation): MockResponse | undefined;
  /** The name of the response that a request has taken. */
  takenBy(request: ReceivedMockRequest): string | undefined;
  /** Notes that a request keeps the spec. */
  admit(request: ReceivedMockRequest): void;
  /** Whether a request keeps the spec. */
  isAdmitted(request: ReceivedMockRequest): boolean;
  /** Those that no request has taken. */
  unused(): readonly SetResponse[];
  /** Why none was for a request: what it lacks of each. */
  reasons(request: ReceivedMockRequest, operation: Operation): readonly string[];
  readonly states: Map<string, string>;
  /** Forgets the responses that tests have set. */
  clear(): void;
  /** Forgets what tests have set, states included; those of files are as if never taken. */
  reset(): void;
}

/** A response with what has become of it. */
interface Entry extends SetResponse {
  /** How many requests it answers still. */
  left: number;
  /** How many requests it was for. */
  met: number;
  taken: number;
}

/**
 * No answers yet. Those for each n-th request come first; then those for a number of requests, in the order in which
 * they were set; then the others, the latest first; those of files after those of tests.
 */
export function createResponses(): Responses {
  let own: Entry[] = [];
  let stored: readonly Entry[] = [];
  let count = 0;
  const states = new Map<string, string>();
  const taken = new WeakMap<ReceivedMockRequest, string>();
  const admitted = new WeakSet<ReceivedMockRequest>();
  const inOrder = (): readonly Entry[] => {
    const all = [...ordered(own), ...ordered(stored)];
    const isSome = ({ response: { every } }: Entry): boolean => every !== undefined;
    return [...all.filter(isSome), ...all.filter((entry) => !isSome(entry))];
  };
  const takeFirst = (request: ReceivedMockRequest, isFor: (entry: Entry) => boolean): MockResponse | undefined => {
    const entry = inOrder().find((each) => each.left > 0 && isFor(each) && isNext(each));
    if (entry === undefined) {
      return undefined;
    }
    entry.left -= 1;
    entry.taken += 1;
    taken.set(request, entry.id);
    for (const [scenario, state] of Object.entries(entry.response.setStates ?? {})) {
      states.set(scenario, state);
    }
    return entry.response;
  };
  return {
    add: (response) => {
      refuseImpossible(response);
      count += 1;
      const id = `response-${count}`;
      own.push(entryOf({ id, source: undefined, response }));
      return id;
    },
    replaceStored: (responses) => {
      stored = responses.map(entryOf);
    },
    take: (request, operation) =>
      takeFirst(request, ({ response }) => obstacle(response, request, { operation, states }) === undefined),
    takeRaw: (request, operation) =>
      takeFirst(
        request,
        ({ response }) =>
          response.matcher?.modelId !== undefined &&
          !isSaid(response) &&
          obstacle(response, request, { operation, states }) === undefined,
      ),
    takenBy: (request) => taken.get(request),
    admit: (request) => void admitted.add(request),
    isAdmitted: (request) => admitted.has(request),
    unused: () => [...own, ...stored].filter((entry) => entry.taken === 0).map(nameOf),
    reasons: (request, operation) =>
      inOrder().map((entry) => {
        const why = obstacle(entry.response, request, { operation, states });
        return `${entry.id}: ${entry.left === 0 ? "is used up" : (why ?? "is for every n-th request only")}`;
      }),
    states,
    clear: () => {
      own = [];
    },
    reset: () => {
      own = [];
      stored = stored.map(entryOf);
      states.clear();
    },
  };
}

/** Says that no response is for a request, and why each is not. */
export function unmatched(reasons: readonly string[]): string {
  const told = reasons.slice(0, MOST_TOLD).map((reason) => ` ${reason}.`);
  const rest = reasons.length > MOST_TOLD ? ` And ${reasons.length - MOST_TOLD} more.` : "";
  return `No response is set for this request, and the mock refuses such requests (unmatched: "refuse").${told.join("") || " None is set."}${rest}`;
}

/** How many responses a message lists, at most. */
const MOST_TOLD = 10;

function entryOf({ id, source, response }: SetResponse): Entry {
  const left = response.once === true ? 1 : (response.times ?? Number.POSITIVE_INFINITY);
  return { id, source, response, left, met: 0, taken: 0 };
}

function nameOf({ id, source, response }: Entry): SetResponse {
  return { id, source, response };
}

/** Those for a number of requests before those for all, of which the latest comes first. */
function ordered(entries: readonly Entry[]): readonly Entry[] {
  const isLimited = ({ response: { once, times } }: Entry): boolean => once === true || times !== undefined;
  return [...entries.filter(isLimited), ...entries.filter((entry) => !isLimited(entry)).toReversed()];
}

/** Whether it is the turn of a response that answers every n-th request only. */
function isNext(entry: Entry): boolean {
  entry.met += 1;
  return entry.met % (entry.response.every ?? 1) === 0;
}

interface Circumstances {
  readonly operation: Operation;
  readonly states: Map<string, string>;
}

/** Why a response is not for a request; undefined where it is. */
function obstacle(
  response: MockResponse,
  request: ReceivedMockRequest,
  { operation, states }: Circumstances,
): string | undefined {
  const { matcher = {} } = response;
  const stream = wantsStream(operation, request.body);
  if (matcher.operation !== undefined && matcher.operation !== request.operation) {
    return `is for ${matcher.operation}`;
  }
  if (!canHave(response, operation) || !isOfKind(response, stream)) {
    return stream ? "is not for streams" : "is for streams, or for other operations";
  }
  const known = operationNamed(operation.name);
  if (isSaid(response) && (known === undefined || speechOf(known, request.format) === undefined)) {
    return "is what a model says, which the request does not ask for";
  }
  const member = mismatch(matcher, request, states);
  return member === undefined ? undefined : difference(member, matcher, states);
}

function difference(member: keyof RequestMatcher, matcher: RequestMatcher, states: Map<string, string>): string {
  if (member === "states") {
    const now = Object.keys(matcher.states ?? {}).map((name) => `${name} is ${states.get(name) ?? STARTED}`);
    return `wants other states: ${now.join(", ")}`;
  }
  return `has another ${member}`;
}
