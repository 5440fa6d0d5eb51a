import type { Random } from "./random.ts";

/** Ajv leaves a member called `__proto__` out of `properties`: values have one, schemas none. */
const SCHEMA_NAMES = ["a", "b", "kind", "name", "isPrototypeOf", "x y", "é"] as const;
const NAMES = [...SCHEMA_NAMES, "__proto__"] as const;
const STRINGS = ["", "a", "ab", "cat", "dog", "🦀", "a🦀b", "\ud800", "2026-01-31T09:30:00Z", "aaaaaaaaaa"] as const;
const NUMBERS = [0, 1, 2, 3, -1, 5, 10, 0.5, 2.5, 1e300, -0] as const;

/** A random JSON value. */
export function randomValue(random: Random, depth = 0): unknown {
  const kind = random.below(depth > 3 ? 4 : 7);
  if (kind === 0) return random.pick([null, true, false]);
  if (kind < 3) return random.pick(STRINGS);
  if (kind === 3) return random.pick(NUMBERS);
  if (kind === 4) return random.list(3, () => randomValue(random, depth + 1));
  return record(random.list(4, () => [random.pick(NAMES), randomValue(random, depth + 1)] as const));
}

/** A random schema of what the compiler implements; `Self` refers to a schema that contains itself. */
export function randomSchema(random: Random, depth = 0): unknown {
  if (random.chance(4)) return random.chance(70);
  const inner = () => randomSchema(random, depth + 1);
  const makers =
    depth > 2
      ? [scalarRules]
      : [scalarRules, scalarRules, objectRules, objectRules, arrayRules, applicator, placeRules];
  const rules = makers[random.below(makers.length)]?.(random, inner) ?? {};
  return random.chance(20) ? { ...rules, ...scalarRules(random) } : rules;
}

/** A value with one thing changed somewhere in it. */
export function mutate(random: Random, value: unknown): unknown {
  if (typeof value !== "object" || value === null || random.chance(15)) return randomValue(random, 3);
  if (Array.isArray(value)) {
    if (value.length === 0 || random.chance(20)) return [...value, randomValue(random, 3)];
    const at = random.below(value.length);
    return random.chance(20) ? value.toSpliced(at, 1) : value.with(at, mutate(random, value[at]));
  }
  const entries = Object.entries(value);
  const at = random.below(entries.length + 1);
  const [name = "", item] = entries[at] ?? [];
  if (at === entries.length) return record([...entries, [random.pick(NAMES), randomValue(random, 3)]]);
  if (random.chance(25)) return record(entries.toSpliced(at, 1));
  if (random.chance(15)) return record(entries.with(at, [`${name}s`, item]));
  return record(entries.with(at, [name, mutate(random, item)]));
}

/** A value with one change that most schemas allow: another text or number, an element more, a member nobody knows. */
export function nudge(random: Random, value: unknown): unknown {
  if (typeof value === "string") return random.chance(50) ? `${value} ${random.pick(STRINGS)}` : value.slice(0, -1);
  if (typeof value === "number") return random.chance(50) ? value + 1 : Math.trunc(value / 2);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    if (value.length === 0) return value;
    const at = random.below(value.length);
    return random.chance(30) ? [...value, value[at]] : value.with(at, nudge(random, value[at]));
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || random.chance(20)) return record([...entries, ["x-unknown", randomValue(random, 2)]]);
  const at = random.below(entries.length);
  const [name = "", item] = entries[at] ?? [];
  return record(entries.with(at, [name, nudge(random, item)]));
}

/** An object with own members of any name, `__proto__` too. */
function record(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries);
}

function scalarRules(random: Random): object {
  return random.pick<() => object>([
    () => ({ type: random.pick(["string", "number", "integer", "boolean", "null", "object", "array"]) }),
    () => ({ type: [random.pick(["string", "null", "array"]), random.pick(["integer", "boolean", "object"])] }),
    () => ({ enum: [random.pick(STRINGS), random.pick(NUMBERS), null] }),
    () => ({ const: random.chance(30) ? randomValue(random, 2) : random.pick(STRINGS) }),
    () => ({ type: "string", minLength: random.below(4) }),
    () => ({ type: ["string", "null"], maxLength: random.below(3) }),
    () => ({ pattern: random.pick(["^a", "b$", "^.$", "^(?:cat|dog)$"]) }),
    () => ({ minimum: random.below(3), exclusiveMaximum: 5 }),
    () => ({ type: "integer", multipleOf: random.pick([1, 2, 5]), maximum: 9 }),
    () => ({ format: "date-time" }),
  ])();
}

function objectRules(random: Random, inner: () => unknown): object {
  const names = [...new Set(random.list(4, () => random.pick(SCHEMA_NAMES)))];
  return {
    ...(random.chance(80) && { type: "object" }),
    properties: record(names.map((name) => [name, inner()])),
    ...(random.chance(60) && { required: names.filter(() => random.chance(60)) }),
    ...(random.chance(40) && { additionalProperties: random.chance(50) ? false : inner() }),
    ...(random.chance(10) && { patternProperties: { "^x|é": inner() } }),
    ...(random.chance(10) && { propertyNames: { maxLength: 4 } }),
    ...(random.chance(15) && { minProperties: random.below(2), maxProperties: 1 + random.below(3) }),
    ...(random.chance(10) && { dependentRequired: { a: ["b"] } }),
    ...(random.chance(10) && { dependentSchemas: { b: inner() } }),
  };
}

function arrayRules(random: Random, inner: () => unknown): object {
  return {
    ...(random.chance(80) && { type: random.chance(30) ? ["array", "null"] : "array" }),
    ...(random.chance(70) && { items: inner() }),
    // Never both: Ajv then takes an array no longer than prefixItems for one that contains what it must.
    ...(random.chance(50)
      ? random.chance(50) && { prefixItems: [inner(), inner()] }
      : random.chance(40) && { contains: inner(), minContains: random.below(3), maxContains: 1 + random.below(3) }),
    ...(random.chance(30) && { minItems: random.below(2), maxItems: 1 + random.below(3) }),
    ...(random.chance(20) && { uniqueItems: true }),
  };
}

function applicator(random: Random, inner: () => unknown): object {
  const tagged = () => ({
    anyOf: ["cat", "dog"].map((kind) => ({
      type: "object",
      required: ["kind"],
      properties: { kind: { const: kind }, a: inner() },
    })),
  });
  return random.pick<() => object>([
    tagged,
    () => ({ oneOf: [inner(), inner(), { type: "null" }] }),
    () => ({ anyOf: [inner(), inner(), { type: "string" }] }),
    () => ({ anyOf: [{ enum: ["cat", "dog"] }, { type: "null" }, inner()] }),
    () => ({ anyOf: [{ required: ["a"] }, { required: ["b"] }], type: "object" }),
    () => ({ allOf: [inner(), inner()] }),
    () => ({ not: inner() }),
    // biome-ignore lint/suspicious/noThenProperty: the keyword is called so.
    () => ({ if: inner(), then: inner(), ...(random.chance(50) && { else: inner() }) }),
    () => ({ $ref: "Self" }),
  ])();
}

/** A random conversation: what rules on places are made for. */
export function randomConversation(random: Random): object {
  const part = () => ({
    kind: random.pick(["call", "result"]),
    id: random.pick(["x", "y", "z", null]),
    n: random.below(4),
  });
  const message = () => ({ role: random.pick(["user", "assistant"]), parts: random.list(3, part) });
  return {
    messages: random.list(5, message),
    limit: random.below(5),
    tools: random.list(3, () => ({ id: random.pick(["x", "y"]) })),
  };
}

/** A random rule on the places of a conversation. */
export function randomConversationRule(random: Random): object {
  const ids = () =>
    random.pick(["/messages/*/parts/*/id", "/tools/*/id", choice("/messages/*/parts/*"), choice("/tools/*")]);
  const choice = (at: string) => ({ at, when: { "/kind": random.pick(["call", "result"]) }, value: "/id" });
  const partsOf = (run: string) => choice(`/${run}/*/parts/*`);
  const runs = {
    properties: { here: { maxItems: 1 + random.below(3) } },
    "x-among": { value: partsOf("here"), of: [partsOf("before"), partsOf("after")] },
    ...(random.chance(30) && { required: [random.pick(["before", "after"])] }),
    ...(random.chance(30) && { "x-unique": { of: partsOf("here") } }),
  };
  return random.pick<() => object>([
    () => ({ "x-most": { of: [ids(), ids()], count: random.below(6) } }),
    () => ({ "x-unique": { of: ids() } }),
    () => ({ "x-among": { value: ids(), of: ids() } }),
    () => ({ "x-below": { value: "/messages/*/parts/*/n", limit: "/limit" } }),
    () => ({ "x-product": { of: ["/messages/*/parts/*/n", "/limit"], most: random.below(20) } }),
    () => ({ "x-ratio": { of: ["/messages/*/parts/*/n", "/limit"], most: 1 + random.below(3) } }),
    () => ({ "x-runs": { of: "/messages/*", by: "/role", schema: runs } }),
  ])();
}

function placeRules(random: Random, inner: () => unknown): object {
  const places = () => (random.chance(20) ? [randomPlace(random), randomPlace(random)] : randomPlace(random));
  return random.pick<() => object>([
    () => ({ "x-most": { of: places(), count: random.below(3) } }),
    () => ({ "x-unique": { of: places() } }),
    () => ({ "x-among": { value: places(), of: places() } }),
    () => ({ "x-below": { value: places(), limit: places() } }),
    () => ({ "x-product": { of: places(), most: random.below(9) } }),
    () => ({ "x-ratio": { of: places(), most: 1 + random.below(3) } }),
    () => ({ "x-runs": { of: places(), by: randomPointer(random), schema: runSchema(random, inner) } }),
  ])();
}

/** Of the runs around one, a schema mostly speaks of what they hold. */
function runSchema(random: Random, inner: () => unknown): unknown {
  if (random.chance(20)) return inner();
  const lists = ["before", "here", "after"].filter(() => random.chance(50));
  return {
    ...(random.chance(30) && { required: lists }),
    properties: record(lists.map((name) => [name, { items: inner(), maxItems: 1 + random.below(3) }])),
    ...(random.chance(30) && { "x-among": { value: "/here/*", of: ["/before/*", "/after/*"] } }),
  };
}

function randomPlace(random: Random): unknown {
  if (random.chance(70)) return randomPointer(random);
  return {
    at: randomPointer(random),
    when: record(random.list(1, () => [randomPointer(random), random.pick([...NUMBERS, ...STRINGS, true])] as const)),
    ...(random.chance(50) && { value: randomPointer(random) }),
  };
}

function randomPointer(random: Random): string {
  const steps = [random.pick(["*", ...NAMES]), ...random.list(2, () => random.pick(["*", "*", ...NAMES]))];
  return steps.map((step) => `/${step}`).join("");
}
