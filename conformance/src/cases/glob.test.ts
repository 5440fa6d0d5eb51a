import { expect, test } from "vitest";
import { matchesGlob } from "./glob.ts";

test.each([
  { id: "management/GetFoundationModel/by-id", glob: "management/GetFoundationModel/by-id", want: true },
  { id: "management/GetFoundationModel/by-id", glob: "management/GetFoundationModel", want: true },
  { id: "management/GetFoundationModel/by-id", glob: "management/", want: true },
  { id: "management/GetFoundationModel/by-id", glob: "management/Get", want: false },
  { id: "management/GetFoundationModel/by-id", glob: "*/by-id", want: true },
  { id: "management/GetFoundationModel/by-id", glob: "management/*", want: true },
  { id: "management/GetFoundationModel/by-id", glob: "*by-{id,arn}", want: true },
  { id: "management/GetFoundationModel/by-id", glob: "*/by-i?", want: true },
  { id: "management/GetFoundationModel/by-id", glob: "by-id", want: false },
  { id: "a.b/c", glob: "a?b/c", want: true },
  { id: "axb/c", glob: "a.b/c", want: false },
  { id: "a[b]/c", glob: "a[b]", want: true },
  { id: "a/b/c", glob: "{a/{b,d},x}/c", want: true },
  { id: "a/d/c", glob: "{a/{b,d},x}/c", want: true },
  { id: "a/e/c", glob: "{a/{b,d},x}/c", want: false },
  { id: "a/b", glob: "x,a", want: true },
  { id: "a/b", glob: "{a,x},y", want: true },
  { id: "aa", glob: "a*a", want: true },
  { id: "a", glob: "a*a", want: false },
  { id: "a/x/b/y", glob: "a?{x,y}/b", want: true },
  { id: "abc", glob: "a**c", want: true },
  { id: "a/b", glob: "*", want: true },
  { id: "a/b", glob: "", want: false },
])("$glob matches $id: $want", ({ id, glob, want }) => {
  expect(matchesGlob(id, glob)).toBe(want);
});

test.each(["{a", "a}", "}{", "{a,{b}", "a/{", "{".repeat(100_000)])("says what is wrong with the glob %s", (glob) => {
  expect(() => matchesGlob("a/b", glob)).toThrow(expect.objectContaining({ name: "ConformanceError", code: "usage" }));
});

test("takes no longer for a glob that a regular expression would try in all ways", () => {
  const start = performance.now();
  expect(matchesGlob("a".repeat(1_000), `${"*a".repeat(50)}!`)).toBe(false);
  expect(matchesGlob("a".repeat(1_000), `${"{a,a*}".repeat(50)}!`)).toBe(false);
  expect(performance.now() - start).toBeLessThan(2_000);
});
