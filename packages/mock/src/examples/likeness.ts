import type { MockExample } from "../example.ts";

/** Whether an example has nothing special: no parameters but the model, no exception. */
export function isPlain({ parameters, streamException }: MockExample): boolean {
  const special = Object.keys(parameters).filter((name) => !PLAIN_PARAMETERS.has(name.toLowerCase()));
  return streamException === undefined && special.length === 0;
}

const PLAIN_PARAMETERS: ReadonlySet<string> = new Set(["modelid", "accept", "content-type"]);

/**
 * How much less the body of an example is like a request than others: its members that the request does not have count
 * against it, those that both have for it. Members of the request alone do not count: there may be a million of them.
 */
export function difference(stored: unknown, asked: unknown): number {
  const names = namesOf(Object(stored));
  const body = Object(asked);
  let common = 0;
  for (const name of names) {
    common += Object.hasOwn(body, name) ? 1 : 0;
  }
  return names.length - 2 * common;
}

/** The members of stored bodies, which every request is held against. */
function namesOf(stored: object): readonly string[] {
  const known = names.get(stored) ?? Object.keys(stored);
  names.set(stored, known);
  return known;
}

const names = new WeakMap<object, readonly string[]>();

/**
 * The examples whose requests are most like a body come first. The list is one that stays: what was put in order once
 * is kept for it.
 */
export function byLikeness<Example extends Pick<MockExample, "body">>(
  examples: readonly Example[],
  body: unknown,
): readonly Example[] {
  const kept = ordersOf.get(examples) ?? { members: membersOf(examples), known: new Map() };
  ordersOf.set(examples, kept);
  const orders = kept as Orders<Example>; // The orders of a list are of its own examples.
  const { members, known } = orders;
  const key = members.filter((name) => Object.hasOwn(Object(body), name)).join("\n");
  const sorted = known.get(key) ?? inOrder(examples, body);
  if (known.size < MOST_ORDERS) {
    known.set(key, sorted);
  }
  return sorted;
}

/** The orders of some examples, by those of their members that a body has. */
interface Orders<Example> {
  readonly members: readonly string[];
  readonly known: Map<string, readonly Example[]>;
}

const ordersOf = new WeakMap<readonly unknown[], Orders<unknown>>();

const MOST_ORDERS = 100;

function membersOf(examples: readonly Pick<MockExample, "body">[]): readonly string[] {
  return [...new Set(examples.flatMap(({ body }) => namesOf(Object(body))))];
}

function inOrder<Example extends Pick<MockExample, "body">>(
  examples: readonly Example[],
  body: unknown,
): readonly Example[] {
  return examples
    .map((example) => ({ example, unlike: difference(example.body, body) }))
    .toSorted((one, other) => one.unlike - other.unlike)
    .map(({ example }) => example);
}
