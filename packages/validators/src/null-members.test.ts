import { expect, test } from "vitest";
import { request } from "./gen/runtime/Converse.ts";
import { refusedNullMembers, withoutMembers } from "./null-members.ts";

const messages = [{ role: "user", content: [{ text: "Hello" }] }];
const call = { toolUse: { toolUseId: "a", name: "find", input: { city: null } } };

test.each([
  { title: "an optional member", body: { messages, system: null }, want: ["/system"] },
  { title: "a required member", body: { messages: [{ role: null, content: [] }] }, want: ["/messages/0/role"] },
  { title: "a member within", body: { messages, inferenceConfig: { topP: null } }, want: ["/inferenceConfig/topP"] },
  { title: "an element of a list", body: { messages: [null] }, want: [] },
  { title: "a value of a map", body: { messages, requestMetadata: { team: null } }, want: [] },
  { title: "a value of a document", body: { messages: [{ role: "assistant", content: [call] }] }, want: [] },
])("finds null members: $title", ({ body, want }) => {
  expect(refusedNullMembers(request, body)).toEqual(want);
});

test("leaves members out of a copy", () => {
  const body = { messages, system: null, inferenceConfig: { topP: null } };
  expect(withoutMembers(body, ["/system", "/inferenceConfig/topP", "/no/such"])).toEqual({
    messages,
    inferenceConfig: {},
  });
  expect(body.system).toBeNull();
});
