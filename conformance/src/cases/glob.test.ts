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
])("$glob matches $id: $want", ({ id, glob, want }) => {
  expect(matchesGlob(id, glob)).toBe(want);
});
