import { memberPointer } from "@bedrock-contract/validators/pointer";
import { excerpt } from "../exchange/answer.ts";
import type { Difference } from "../result.ts";

const LONGEST = 120;

/** The smallest places at which a JSON value differs from the one expected, in the order of the expected value. */
export function differencesOf(expected: unknown, received: unknown, pointer = ""): readonly Difference[] {
  if (isMembers(expected) && isMembers(received) && Array.isArray(expected) === Array.isArray(received)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(received)]);
    return [...names].flatMap((name) => memberDifferences(expected, received, { name, pointer }));
  }
  if (Object.is(expected, received) || expected === received) {
    return [];
  }
  const start = commonStart(expected, received);
  return [
    {
      pointer,
      message: "the value differs",
      expected: show(from(expected, start)),
      received: show(from(received, start)),
    },
  ];
}

/** How many places those are: to show what stands there takes longer than to find them. */
export function countDifferences(expected: unknown, received: unknown): number {
  if (!isMembers(expected) || !isMembers(received) || Array.isArray(expected) !== Array.isArray(received)) {
    return Object.is(expected, received) || expected === received ? 0 : 1;
  }
  let count = Object.keys(received).filter((name) => !Object.hasOwn(expected, name)).length;
  for (const name of Object.keys(expected)) {
    count += Object.hasOwn(received, name) ? countDifferences(expected[name], received[name]) : 1;
  }
  return count;
}

type Members = Readonly<Record<string, unknown>>;

function memberDifferences(
  expected: Members,
  received: Members,
  { name, pointer }: { readonly name: string; readonly pointer: string },
): readonly Difference[] {
  const at = memberPointer(pointer, name);
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

/** Where two long texts begin to differ, less a few characters to know the place by; else 0. */
function commonStart(one: unknown, other: unknown): number {
  if (typeof one !== "string" || typeof other !== "string" || Math.max(one.length, other.length) <= LONGEST) {
    return 0;
  }
  let same = 0;
  while (same < one.length && one[same] === other[same]) {
    same += 1;
  }
  return Math.max(0, same - 20);
}

function from(value: unknown, start: number): unknown {
  return start > 0 && typeof value === "string" ? `…${value.slice(start)}` : value;
}

function show(value: unknown): string {
  return excerpt(JSON.stringify(value), LONGEST);
}
