import { operations } from "@bedrock-contract/wire";
import type { MockExample } from "../example.ts";
import { invalid } from "../http/refusal.ts";
import type { Preference } from "../request/preference.ts";
import type { Parameters } from "../request/read-parameters.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import { isSameJson } from "./is-same-json.ts";
import { hasRequest, knownExamples } from "./known-examples.ts";
import { byLikeness, isPlain } from "./likeness.ts";

/**
 * Chooses the example that answers a request: the one that `Prefer` names; else the one whose request equals this one;
 * else the success example that this request extends most; else the most alike. Returns undefined where the operation
 * has no example at all.
 */
export function chooseExample(request: ExampleRequest, preference: Preference): MockExample | undefined {
  const exact = exactExample(request, preference);
  if (exact !== undefined) {
    return exact;
  }
  return extendedExample(request) ?? likest(knownExamples(request).successes, request);
}

/** The success example that a request extends most: all its members occur in it. */
export function extendedExample(request: ExampleRequest): MockExample | undefined {
  return mostExtended(knownExamples(request).successes, request);
}

/** The example that `Prefer` names, else the one whose request equals this one; undefined where there is none. */
export function exactExample(request: ExampleRequest, preference: Preference): MockExample | undefined {
  const { all, equalable } = knownExamples(request);
  if (preference.example !== undefined || preference.code !== undefined) {
    // Of several by one name, the one that is asked for answers.
    return preferred(
      request,
      all.toSorted((one, other) => Number(isEqual(other, request)) - Number(isEqual(one, request))),
      preference,
    );
  }
  return withParameters(equalable, request.parameters).find(({ body }) => isSameJson(body, request.body));
}

/** The examples of a list that stays whose requests have the same parameters. */
function withParameters(examples: readonly MockExample[], parameters: Parameters): readonly MockExample[] {
  const groups = byParameters.get(examples) ?? grouped(examples);
  byParameters.set(examples, groups);
  return groups.get(keyOf(parameters)) ?? [];
}

function grouped(examples: readonly MockExample[]): ReadonlyMap<string, readonly MockExample[]> {
  const groups = new Map<string, MockExample[]>();
  for (const example of examples) {
    const key = keyOf(example.parameters);
    groups.set(key, [...(groups.get(key) ?? []), example]);
  }
  return groups;
}

const byParameters = new WeakMap<readonly MockExample[], ReadonlyMap<string, readonly MockExample[]>>();

/** The same text for the same parameters, in whatever order. */
function keyOf(parameters: Parameters): string {
  return JSON.stringify(Object.entries(relevant(parameters)).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/**
 * The example of a whole answer from which the answer to a request is generated; undefined where an example answers as
 * it stands: on the management API, where `Prefer` names one, and where the body is that of the example, or adds only
 * members that ask for nothing.
 */
export function generationSource(
  request: ExampleRequest,
  chosen: MockExample | undefined,
  { example, code }: Preference,
): MockExample | undefined {
  const isNamed = example !== undefined || code !== undefined;
  const isStored = chosen !== undefined && (chosen.status >= 400 || isAsked(chosen, request));
  if (request.format === undefined || isNamed || isStored) {
    return undefined;
  }
  return wholeExample(request, chosen);
}

/**
 * The example of a whole answer that is most like the answer to a request. Where the answer is whole itself, it is the
 * one that was chosen for it.
 */
export function wholeExample(request: ExampleRequest, chosen?: MockExample): MockExample | undefined {
  const isRuntime = request.operation.api === "runtime";
  const operation = isRuntime ? operations.InvokeModel : request.operation;
  const isWhole = chosen !== undefined && operation === request.operation && request.mediaType === undefined;
  const whole = isWhole ? chosen : chooseExample({ ...request, operation, mediaType: undefined }, {});
  return whole !== undefined && whole.status < 400 ? whole : undefined;
}

/**
 * Whether a request has the body of an example, but for members that the format's spec gives no place: SDKs add
 * `anthropic_version`, for one.
 */
export function isAsked({ body: stored }: MockExample, { body, format }: ExampleRequest): boolean {
  // Of the request only members that the format knows are looked at, however many it has.
  const added = membersOf(format).filter(
    (name) => Object.hasOwn(Object(body), name) && !Object.hasOwn(Object(stored), name),
  );
  return stored !== undefined && isContained(stored, body) && added.length === 0;
}

/** The members of a request to which the format's spec gives a place. */
function membersOf(format: ExampleRequest["format"]): readonly string[] {
  if (format === undefined || format.kind === "speech") {
    return [];
  }
  const known = members.get(format) ?? [
    ...new Set(pointersIn(format.request).map((place) => place.split("/")[1] ?? "")),
  ];
  members.set(format, known);
  return known;
}

const members = new WeakMap<object, readonly string[]>();

function pointersIn(value: unknown): readonly string[] {
  if (typeof value === "string") {
    return value.startsWith("/") ? [value] : [];
  }
  return Object.values(Object(value)).flatMap(pointersIn);
}

function preferred({ operation }: ExampleRequest, known: readonly MockExample[], wanted: Preference): MockExample {
  const example = known.find(
    ({ name, status }) =>
      (wanted.example === undefined || name === wanted.example) &&
      (wanted.code === undefined || status === wanted.code),
  );
  if (example === undefined) {
    const asked = Object.entries(wanted).map((pair) => pair.join("="));
    const names = [...new Set(known.map(({ name, status }) => `${name} (${status})`))].join(", ");
    throw invalid(`Prefer: ${operation.name} has no example ${asked.join(", ")}; it has: ${names || "none"}.`);
  }
  return example;
}

function isEqual(example: MockExample, { parameters, body }: ExampleRequest): boolean {
  return isSameJson(relevant(example.parameters), relevant(parameters)) && isSameJson(example.body, body);
}

/** What a client says about media types does not make it another request. */
const IRRELEVANT_PARAMETERS: ReadonlySet<string> = new Set(["accept", "content-type", "x-amzn-bedrock-accept"]);

const relevantOf = new WeakMap<Parameters, Parameters>();

function relevant(parameters: Parameters): Parameters {
  const known = relevantOf.get(parameters);
  if (known !== undefined) {
    return known;
  }
  const found = Object.fromEntries(
    Object.entries(parameters).filter(([name]) => !IRRELEVANT_PARAMETERS.has(name.toLowerCase())),
  );
  relevantOf.set(parameters, found);
  return found;
}

/**
 * SDKs add members of their own to a request, such as an idempotency token: the example with the most members that all
 * occur here is meant.
 */
function mostExtended(successes: readonly MockExample[], request: ExampleRequest): MockExample | undefined {
  const longest = longestFirst.get(successes) ?? extendables(successes);
  longestFirst.set(successes, longest);
  return longest.find(
    ({ example, parameters }) =>
      parameters.every(([name, value]) => isSameJson(value, request.parameters[name])) &&
      isContained(example.body, request.body),
  )?.example;
}

/** An example whose request another may extend. */
interface Extendable {
  readonly example: MockExample;
  readonly parameters: readonly (readonly [string, unknown])[];
}

/** The examples of a list that stays, those with most members first. */
const longestFirst = new WeakMap<readonly MockExample[], readonly Extendable[]>();

function extendables(successes: readonly MockExample[]): readonly Extendable[] {
  return successes
    .filter(hasRequest)
    .toSorted((one, other) => memberCount(other) - memberCount(one))
    .map((example) => ({ example, parameters: Object.entries(relevant(example.parameters)) }));
}

/** A body of a format has the shape of an example whose request has most members in common with it. */
function likest(successes: readonly MockExample[], { format, body }: ExampleRequest): MockExample | undefined {
  const [example] = format === undefined ? successes : byLikeness(plainOf(successes), body);
  return example ?? successes[0];
}

function plainOf(successes: readonly MockExample[]): readonly MockExample[] {
  const known = plain.get(successes) ?? successes.filter(isPlain);
  plain.set(successes, known);
  return known;
}

const plain = new WeakMap<readonly MockExample[], readonly MockExample[]>();

function isContained(part: unknown, whole: unknown): boolean {
  if (part === undefined) {
    return true;
  }
  if (typeof part !== "object" || typeof whole !== "object" || part === null || whole === null || Array.isArray(part)) {
    return isSameJson(part, whole);
  }
  return Object.entries(part).every(([name, value]) => isSameJson(value, Reflect.get(whole, name)));
}

function memberCount({ parameters, body }: MockExample): number {
  return Object.keys(parameters).length + (typeof body === "object" && body !== null ? Object.keys(body).length : 0);
}
