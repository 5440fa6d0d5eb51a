import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { changed, faultsOf } from "../../../test/faults-of.ts";

const STREAM = "amazon-nova/InvokeModelWithResponseStream/hello";

test.each([
  { of: "amazon-nova/InvokeModel/hello", at: "/usage/totalTokens" },
  { of: "anthropic-messages/InvokeModel/hello", at: "/stop_sequence" },
  { of: "cohere-embed/InvokeModel/hello", at: "/response_type" },
  { of: "runtime/ListAsyncInvokes/all", at: "/asyncInvokeSummaries" },
])("$at of $of is missed", async ({ of, at }) => {
  const given = await caseById(of);

  expect(await faultsOf(given, { body: given.expect.body })).toEqual([]);
  expect(await faultsOf(given, { body: changed(given.expect.body, { [at]: undefined }) })).toContain(
    "expected-members",
  );
});

test("a chunk that has the owner of a member has the member", async () => {
  const given = await caseById(STREAM);
  const chunks = given.expect.body as readonly object[]; // As its example file shows it.
  const last = chunks.length - 1;
  const without = changed(chunks, { [`/${last}/amazon-bedrock-invocationMetrics/firstByteLatency`]: undefined });

  expect(await faultsOf(given, { chunks })).toEqual([]);
  expect(await faultsOf(given, { chunks: without as readonly unknown[] })).toEqual(["expected-members"]);
});

test("a stream that a guardrail made anew may lack them", async () => {
  const given = await caseById(STREAM);
  const chunks = given.expect.body as readonly object[]; // As its example file shows it.
  const last = chunks.length - 1;
  const guarded = changed(chunks, {
    [`/${last}/amazon-bedrock-invocationMetrics/firstByteLatency`]: undefined,
    [`/${last}/amazon-bedrock-guardrailAction`]: "INTERVENED",
  });

  expect(await faultsOf(given, { chunks: guarded as readonly unknown[] })).not.toContain("expected-members");
});
