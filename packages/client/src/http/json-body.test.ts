import { describe, expect, it } from "vitest";
import { jsonBody } from "./json-body.ts";

const inside = { list: [{}] as unknown[] };
inside.list.push({ "a/b": inside });
const twice = { size: 1 };
const deep = { next: {} as object };
for (let place = deep, depth = 0; depth < 100_000; depth += 1) {
  const next = { next: {} };
  place.next = next;
  place = next;
}

describe("jsonBody", () => {
  it.each([{ a: 1 }, [twice, twice], { at: new Date(0) }, null, "text", { none: undefined }])("writes %j", (body) => {
    expect(jsonBody(body)).toBe(JSON.stringify(body));
  });

  const failing = {
    get text() {
      throw new Error("no text");
    },
  };

  it.each([
    {
      what: "a BigInt",
      body: { messages: [twice, twice, { max: 5n }] },
      pointer: "/messages/2/max",
      says: "is a BigInt",
    },
    { what: "a BigInt itself", body: 5n, pointer: "", says: "is a BigInt" },
    { what: "an object inside itself", body: inside, pointer: "/list/1/a~1b", says: "contains itself" },
    { what: "a getter that throws", body: { failing }, pointer: "/failing/text", says: "cannot be read: no text" },
    { what: "a toJSON that gives a BigInt", body: { at: { toJSON: () => 5n } }, pointer: "/at", says: "is a BigInt" },
    { what: "100,000 levels", body: deep, pointer: "", says: "is nested too deeply" },
    { what: "nothing", body: undefined, pointer: "", says: "must be a value that JSON can hold" },
    { what: "a function", body: () => {}, pointer: "", says: "must be a value that JSON can hold" },
  ])("refuses $what, and says where", ({ body, pointer, says }) => {
    const refusal = expect.objectContaining({
      code: "InvalidRequest",
      operation: "InvokeModel",
      issues: [{ pointer, message: expect.stringContaining(says) }],
      message: expect.stringMatching(pointer === "" ? /: \(body\): / : `InvokeModel ${pointer}: `),
    });
    expect(() => jsonBody(body, "InvokeModel")).toThrow(refusal);
  });
});
