import { expect, test } from "vitest";
import { withOwner } from "./with-owner.ts";

test.each([
  { given: "uses: OWNER/bedrock-contract/conformance@COMMIT", want: "uses: Acme/contract/conformance@COMMIT" },
  { given: "image: ghcr.io/OWNER/bedrock-mock:latest", want: "image: ghcr.io/acme/bedrock-mock:latest" },
  { given: "`OWNER` is the owner", want: "`Acme` is the owner" },
])("$given names the owner once there is one", ({ given, want }) => {
  expect(withOwner(given, "https://github.com/Acme/contract")).toBe(want);
  expect(withOwner(given, undefined)).toBe(given);
});
