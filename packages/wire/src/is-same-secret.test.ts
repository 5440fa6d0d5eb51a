import { expect, test } from "vitest";
import { isSameSecret } from "./is-same-secret.ts";

test.each([
  { one: "", other: "", want: true },
  { one: "key", other: "key", want: true },
  { one: "key", other: "kez", want: false },
  { one: "key", other: "ke", want: false },
  { one: "key", other: "key\0", want: false },
  { one: "", other: "key", want: false },
  { one: "é", other: "é", want: true },
])("compares $one with $other", ({ one, other, want }) => {
  expect(isSameSecret(one, other)).toBe(want);
});
