import { expect, test } from "vitest";
import { withAllowedWrites } from "./writes-guard.ts";

test("a target of some operations is allowed to be written to by these alone", () => {
  const features = { operations: ["GetCustomModel"], unsupported: ["streaming"] };
  const manifest = { name: "some", endpoints: { management: "http://127.0.0.1:1" }, features };

  expect(withAllowedWrites(manifest, { allowWrites: true }).features).toEqual({ ...features, supported: ["writes"] });
  expect(withAllowedWrites(manifest, {})).toBe(manifest);
});
