import type { MockExample } from "../example.ts";

/** Whether an example has nothing special: no parameters but the model, no exception. */
export function isPlain({ parameters, streamException }: MockExample): boolean {
  const special = Object.keys(parameters).filter((name) => !PLAIN_PARAMETERS.has(name.toLowerCase()));
  return streamException === undefined && special.length === 0;
}

const PLAIN_PARAMETERS: ReadonlySet<string> = new Set(["modelid", "accept", "content-type"]);

/** How many members only one of two request bodies has, of which one has these names. */
export function difference(body: unknown, names: ReadonlySet<string>): number {
  const own = Object.keys(Object(body));
  const common = own.filter((name) => names.has(name)).length;
  return own.length + names.size - 2 * common;
}

/** The examples whose requests are most like a body come first. */
export function byLikeness<Example extends Pick<MockExample, "body">>(
  examples: readonly Example[],
  body: unknown,
): readonly Example[] {
  const asked = new Set(Object.keys(Object(body)));
  const distances = new Map(examples.map((example) => [example, difference(example.body, asked)]));
  return examples.toSorted((one, other) => (distances.get(one) ?? 0) - (distances.get(other) ?? 0));
}
