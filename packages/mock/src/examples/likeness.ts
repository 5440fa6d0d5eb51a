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
  const names = Object.keys(Object(stored));
  const common = names.filter((name) => Object.hasOwn(Object(asked), name)).length;
  return names.length - 2 * common;
}

/** The examples whose requests are most like a body come first. */
export function byLikeness<Example extends Pick<MockExample, "body">>(
  examples: readonly Example[],
  body: unknown,
): readonly Example[] {
  const distances = new Map(examples.map((example) => [example, difference(example.body, body)]));
  return examples.toSorted((one, other) => (distances.get(one) ?? 0) - (distances.get(other) ?? 0));
}
