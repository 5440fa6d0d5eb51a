import { expect, test } from "vitest";
import { compileSchema } from "./json-schema.ts";
import { Budget } from "./within-time.ts";

test.each([
  { schema: { $async: true, type: "number" }, wrong: "x", right: 1 },
  { schema: { $async: "yes", type: "number" }, wrong: "x", right: 1 },
  { schema: JSON.stringify({ $async: true, type: "number" }), wrong: "x", right: 1 },
  { schema: { $ref: "#/$defs/a", $defs: { a: { $async: true, type: "number" } } }, wrong: "x", right: 1 },
  { schema: { allOf: [{ $async: true, type: "number" }] }, wrong: "x", right: 1 },
  { schema: { properties: { $async: { type: "number" } } }, wrong: { $async: "x" }, right: { $async: 1 } },
  { schema: { enum: [{ $async: true }] }, wrong: {}, right: { $async: true } },
  { schema: { type: "number", $schema: "https://example.com/", $id: "https://example.com/x" }, wrong: "x", right: 1 },
  { schema: { type: "number", $vocabulary: { "https://example.com/": true } }, wrong: "x", right: 1 },
  { schema: { type: "string", format: "email" }, wrong: 1, right: "no address" },
  { schema: { $ref: "#/$defs/a", $defs: { a: { $anchor: "a", type: "number" } } }, wrong: "x", right: 1 },
  { schema: { const: { $data: "/a" } }, wrong: 1, right: { $data: "/a" } },
])("judges by $schema", async ({ schema, wrong, right }) => {
  const compiled = await compileSchema(schema, new Budget());
  expect("faultOf" in compiled && [compiled.faultOf(wrong), compiled.faultOf(right)]).toEqual([
    expect.objectContaining({ message: expect.any(String) }),
    undefined,
  ]);
});

test.each([
  { schema: { $ref: "https://example.com/schema" } },
  { schema: { $ref: "file:///etc/hostname" } },
  { schema: { type: "nonsense" } },
  { schema: "{" },
  { schema: `${'{"not":'.repeat(100_000)}{}${"}".repeat(100_000)}` },
])("says that it cannot decide by $schema", async ({ schema }) => {
  const compiled = await compileSchema(schema, new Budget());
  expect("faultOf" in compiled ? compiled.faultOf({}) : compiled.undecided).toEqual(expect.any(String));
});

test.each([{ $ref: "#" }, { $dynamicAnchor: "a", $dynamicRef: "#a" }, { $recursiveAnchor: true, $recursiveRef: "#" }])(
  "throws, and returns no promise, where it cannot apply %j",
  async (schema) => {
    const compiled = await compileSchema(schema, new Budget());
    expect(() => "faultOf" in compiled && compiled.faultOf({})).toThrow();
  },
);

test("lets no schema know what another one names", async () => {
  await compileSchema({ properties: { a: { $id: "mine", type: "string" } } }, new Budget());
  const other = await compileSchema({ properties: { a: { $ref: "mine" } } }, new Budget());
  expect(other).toEqual({ undecided: expect.stringContaining("can't resolve reference mine") });
});

test("gives up a schema that doubles at every step, for all values", async () => {
  const steps = Array.from({ length: 30 }, (_, step) => {
    const next = { $ref: `#/$defs/${step + 1}` };
    return [step, { allOf: [next, next] }] as const;
  });
  const schema = { $ref: "#/$defs/0", $defs: { ...Object.fromEntries(steps), 30: {} } };
  const compiled = await compileSchema(schema, new Budget());
  const start = performance.now();
  for (let value = 0; value < 10; value += 1) {
    expect(() => "faultOf" in compiled && compiled.faultOf({ value })).toThrow("it takes too long");
  }
  expect(performance.now() - start).toBeLessThan(3_000);
});

test("compiles no longer than the request has time", async () => {
  const budget = new Budget();
  const schema = { anyOf: Array.from({ length: 100_000 }, (_, index) => ({ const: index })) };
  const start = performance.now();
  for (const title of ["one", "other"]) {
    expect(await compileSchema({ ...schema, title }, budget)).toEqual({ undecided: expect.any(String) });
  }
  expect(performance.now() - start).toBeLessThan(4_000);
});
