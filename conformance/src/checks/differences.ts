import { excerpt } from "../exchange/answer.ts";
import type { Difference } from "../result.ts";

/** The smallest places at which a JSON value differs from the one expected, in the order of the expected value. */
export function differencesOf(expected: unknown, received: unknown, pointer = ""): readonly Difference[] {
  if (isMembers(expected) && isMembers(received) && Array.isArray(expected) === Array.isArray(received)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(received)]);
    return [...names].flatMap((name) => memberDifferences(expected, received, { name, pointer }));
  }
  if (Object.is(expected, received) || expected === received) {
    return [];
  }
  return [{ pointer, message: "the value is another one", expected: show(expected), received: show(received) }];
}

type Members = Readonly<Record<string, unknown>>;

function memberDifferences(
  expected: Members,
  received: Members,
  { name, pointer }: { readonly name: string; readonly pointer: string },
): readonly Difference[] {
  const at = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  if (!Object.hasOwn(received, name)) {
    return [{ pointer: at, message: "the value is missing", expected: show(expected[name]), received: "nothing" }];
  }
  if (!Object.hasOwn(expected, name)) {
    return [
      { pointer: at, message: "the example has no such value", expected: "nothing", received: show(received[name]) },
    ];
  }
  return differencesOf(expected[name], received[name], at);
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null;
}

function show(value: unknown): string {
  return excerpt(JSON.stringify(value), 120);
}
