import { describe, expect, it } from "vitest";
import { loadModule, loadSchema } from "../../test/compiler/load-module.ts";
import { compileModule } from "./compile-module.ts";
import { SchemaError } from "./schema-error.ts";

const codeOf = (schema: unknown) => compileModule(new Map([["Schema", schema]]), ["Schema"]).code;

const PARTS = {
  anyOf: ["text", "image"].map((type) => ({
    type: "object",
    required: ["type", type],
    properties: { type: { const: type }, [type]: { type: "string" } },
  })),
};

/** The same, open to other types. */
const OPEN_PARTS = {
  anyOf: [
    ...PARTS.anyOf,
    {
      type: "object",
      required: ["type"],
      properties: { type: { type: "string", not: { anyOf: [{ enum: ["text", "image"] }, { pattern: "^web_" }] } } },
    },
  ],
};

describe("the compiled code", () => {
  it("is a switch for a tagged union", () => {
    const code = codeOf(PARTS);
    expect(code).toContain('  switch (o.type) {\n    case "text":\n      return is_Schema_text(d);');
    expect(code).toContain('  switch (o.type) {\n    case "text":\n      return issues_Schema_text(d, path, out);');
  });

  it("is a switch for a tagged union that is open to other tags", () => {
    const code = codeOf(OPEN_PARTS);
    expect(code).toContain(
      '    case "image":\n      return is_Schema_image(d);\n    default:\n      return is_Schema_other(d);',
    );
  });

  it("admits nothing by a `not` that admits anything", () => {
    expect(codeOf({ type: "string", not: {} })).toBe(codeOf(false));
  });

  it("does not walk long strings", () => {
    expect(codeOf({ type: "string", minLength: 1, maxLength: 63 })).toContain(
      'd !== "" &&\n    (d.length <= 63 || atMost(d, 63))',
    );
  });

  it("hoists regular expressions, once each", () => {
    const code = codeOf({ properties: { a: { pattern: "^a/b$" }, b: { type: "string", pattern: "^a/b$" } } });
    expect(code.match(/const PATTERN = \/\^a\\\/b\$\/u;/g)).toHaveLength(1);
  });

  it("has one function for a definition, and one for schemas that mean the same", () => {
    const names = { type: "array", items: { type: "string" } };
    const code = codeOf({ type: "object", properties: { a: names, b: { description: "The same.", ...names } } });
    expect(code.match(/function is_strings\(/g)).toHaveLength(1);
    expect(code.match(/function is_/g)).toHaveLength(2);
  });

  it("drops what other branches of a union admit anyway", () => {
    expect(codeOf({ anyOf: [{ enum: ["a", "b"] }, { type: "string" }, { type: "null" }] })).toContain(
      'return typeof d === "string" || d === null;',
    );
  });

  it("makes no objects, strings or closures in the first phase", () => {
    const { code } = compileModule(
      new Map([["Schema", { type: "object", properties: { parts: { type: "array", items: PARTS } } }]]),
      ["Schema"],
    );
    const first = code.slice(0, code.indexOf("function issues_"));
    expect(first).not.toMatch(/=>|\bnew\b|\[\]|\{\}|`|at\(|fault\(/);
  });
});

describe("rules on places of a value", async () => {
  const calls = { at: "/turns/*/parts/*", when: { "/type": "call" }, value: "/id" };
  const { is, faults } = await loadSchema({
    properties: {
      body: {
        type: "object",
        "x-most": { of: ["/lists/*/a~1b/*", "/more/*"], count: 2 },
        "x-among": { value: "/chosen/*/name", of: "/known/*/name" },
        "x-unique": { of: ["/known/*/name", calls] },
        "x-below": { value: "/spent/*", limit: "/limit" },
        "x-product": { of: ["/width", "/height"], most: 100 },
        "x-ratio": { of: ["/width", "/height"], most: 4 },
      },
    },
  });

  it.each([
    ["as many as there may be", { lists: [{ "a/b": [1] }, {}, { "a/b": [2] }] }, []],
    [
      "null, which is none",
      { lists: [{ "a/b": [1, null, 2] }], chosen: [{ name: null }], spent: [null], limit: null },
      [],
    ],
    ["other shapes on the way", { lists: [{ "a/b": 5 }, "x", null], chosen: "x", known: 5, spent: 1, limit: [1] }, []],
    ["some of the known", { chosen: [{ name: "x" }, {}], known: [{ name: "y" }, {}, { name: "x" }] }, []],
    ["no choice", { known: [] }, []],
    ["an undefined choice", { chosen: [{ name: undefined }] }, []],
    ["numbers below the limit", { spent: [1, "9", 2.5], limit: 3 }, []],
    ["sides as long and as unlike as there may be", { width: 20, height: 5 }, []],
    ["one side alone, or what is not a number", { width: 1000, height: "1" }, []],
    [
      "sides of too large an area",
      { width: 10, height: 11 },
      [["/body/height", "x-product", "a number that makes /width and /height at most 100 when multiplied, not 110"]],
    ],
    [
      "sides too unlike",
      { width: 9, height: 2 },
      [["/body/width", "x-ratio", "at most 4 times the smallest of /width and /height, 2"]],
    ],
    ["numbers without a limit", { spent: [1, 2], limit: "none" }, []],
    [
      "equal values of other elements",
      {
        turns: [
          {
            parts: [
              { type: "call", id: 1 },
              { type: "result", id: 1 },
            ],
          },
        ],
      },
      [],
    ],
    ["equal objects, which are not compared", { known: [{ name: {} }, { name: {} }] }, []],
    [
      "too many at one place and the next",
      { lists: [{ "a/b": [1, 2, 3] }], more: [4] },
      [
        ["/body/lists/0/a~1b/2", "x-most", 2],
        ["/body/more/0", "x-most", 2],
      ],
    ],
    [
      "none of the known",
      { chosen: [{ name: "z" }], known: [{ name: "x" }, { name: "y" }] },
      [["/body/chosen/0/name", "x-among", '"x" or "y"']],
    ],
    [
      "a choice of nothing",
      { chosen: [{ name: "z" }] },
      [["/body/chosen/0/name", "x-among", "a value of /known/*/name, which has none"]],
    ],
    [
      "what every object inherits",
      { chosen: [{ name: "z" }], known: [Object.create({ name: "z" })] },
      [["/body/chosen/0/name", "x-among", "a value of /known/*/name, which has none"]],
    ],
    [
      "a value twice, at two places",
      {
        known: [{ name: "x" }],
        turns: [{ parts: [{ type: "call", id: "y" }] }, { parts: [{ type: "call", id: "x" }] }],
      },
      [["/body/turns/1/parts/0/id", "x-unique", "different from those before it"]],
    ],
    ["a number as large as the limit", { spent: [1, 3], limit: 3 }, [["/body/spent/1", "x-below", 3]]],
  ])("%s", (_, body, want) => {
    expect(is({ body })).toBe(want.length === 0);
    expect(faults({ body }).map(({ pointer, keyword, expected }) => [pointer, keyword, expected])).toEqual(want);
  });

  it("counts known values that are many", () => {
    const body = { chosen: [{ name: "z" }], known: Array.from({ length: 11 }, (_, name) => ({ name })) };
    expect(faults({ body })).toMatchObject([{ expected: "one of the 11 values of /known/*/name" }]);
  });
});

describe("a rule on runs of neighbours", async () => {
  const { is, faults } = await loadSchema({
    "x-runs": {
      of: "/turns/*",
      by: "/role",
      schema: {
        required: ["here"],
        properties: { here: { maxItems: 2, items: { properties: { text: { type: "string" } } } } },
        "x-among": { value: "/here/*/answers", of: "/before/*/asks" },
        // biome-ignore lint/suspicious/noThenProperty: the keyword is called so.
        ...{ if: { not: { required: ["after"] } }, then: { properties: { here: { items: { required: ["text"] } } } } },
      },
    },
  });
  const user = (members: object) => ({ role: "user", text: "x", ...members });
  const assistant = (members: object) => ({ role: "assistant", text: "x", ...members });

  it.each([
    ["no neighbours", [], []],
    [
      "a pair of runs",
      [assistant({ asks: 1 }), assistant({ asks: 2 }), user({ answers: 2 }), user({ answers: 1 })],
      [],
    ],
    ["elements without what tells them apart", [{ text: "x" }, { text: "x" }], []],
    ["an element that the run before does not admit", [user({}), assistant({ answers: 1 })], ["/turns/1/answers"]],
    [
      "a run too far before",
      [assistant({ asks: 1 }), user({}), assistant({}), user({ answers: 1 })],
      ["/turns/3/answers"],
    ],
    ["a fault inside an element", [user({}), assistant({ text: 5 }), user({})], ["/turns/1/text"]],
    ["a run that is too long", [assistant({}), user({}), user({}), user({})], ["/turns/1"]],
    ["a last run unlike the others", [{ role: "user" }, { role: "assistant" }], ["/turns/1/text"]],
  ])("%s", (_, turns, pointers) => {
    expect(is({ turns })).toBe(pointers.length === 0);
    expect(faults({ turns }).map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it("notes no more faults than are wanted", () => {
    const turns = [user({ text: 1 }), assistant({ text: 1 }), user({ text: 1 })];
    expect(faults({ turns })).toHaveLength(3);
    expect(faults({ turns }, 2)).toHaveLength(2);
  });
});

describe("a schema that the compiler cannot do is an error that names it", () => {
  it.each([
    {
      schema: { properties: { a: { unevaluatedProperties: false } } },
      want: "schema Schema at /properties/a/unevaluatedProperties: the keyword 'unevaluatedProperties' is not implemented",
    },
    { schema: { minLenght: 1 }, want: "schema Schema at /minLenght: the keyword 'minLenght' is not implemented" },
    { schema: { $dynamicRef: "#x" }, want: "the keyword '$dynamicRef' is not implemented" },
    { schema: { format: "iri" }, want: "the format 'iri' is not implemented" },
    {
      schema: { items: { pattern: "^(a+)+$" } },
      want: 'schema Schema at /items/pattern: the pattern "^(a+)+$" can take time exponential',
    },
    { schema: { patternProperties: { "(a|a)*": true } }, want: "can take time exponential" },
    { schema: { $ref: "Other" }, want: "$ref 'Other' leads nowhere" },
    { schema: { type: "text" }, want: 'is "text"; expected a type of JSON Schema' },
    { schema: { minLength: -1 }, want: "expected a whole number of 0 or more" },
    { schema: { multipleOf: 0 }, want: "expected a number above 0" },
    {
      schema: { $schema: "http://json-schema.org/draft-07/schema#" },
      want: "expected https://json-schema.org/draft/2020-12/schema",
    },
    { schema: { items: [] }, want: "expected an object, true or false" },
    { schema: { "x-most": { of: "a", count: 1 } }, want: "schema Schema at /x-most: expected {of, count}, each place" },
    { schema: { "x-most": { of: "/a", count: "1" } }, want: "schema Schema at /x-most: expected {of, count}" },
    { schema: { "x-unique": { of: "/a", count: 1 } }, want: "schema Schema at /x-unique: expected {of}" },
    { schema: { "x-among": { of: "/b" } }, want: "schema Schema at /x-among: expected {value, of}" },
    { schema: { "x-ratio": { of: "/a", most: "4" } }, want: "schema Schema at /x-ratio: expected {of, most}" },
    { schema: { "x-below": { value: 1, limit: "/b" } }, want: "schema Schema at /x-below: expected {value, limit}" },
    {
      schema: { "x-unique": { of: { at: "/a", when: { type: "b" } } } },
      want: "schema Schema at /x-unique: expected {of}",
    },
    {
      schema: { "x-runs": { of: "/a/*", by: "role", schema: {} } },
      want: "schema Schema at /x-runs: expected {of, by, schema}",
    },
    {
      schema: { "x-runs": { of: "/a/*", by: "/role", schema: { type: "text" } } },
      want: 'schema Schema at /x-runs/schema/type: is "text"; expected a type of JSON Schema',
    },
  ])("$want", ({ schema, want }) => {
    expect(() => codeOf(schema)).toThrow(SchemaError);
    expect(() => codeOf(schema)).toThrow(want);
  });

  it("but annotations and extensions are let pass", () => {
    expect(() =>
      codeOf({ description: "x", examples: [1], "x-source": "y", discriminator: {}, contentEncoding: "base64" }),
    ).not.toThrow();
  });
});

describe("faults", () => {
  it.each([
    {
      title: "one for each",
      schema: { properties: { a: { type: "string" }, b: { type: "integer", minimum: 5 } } },
      value: { a: 1, b: 2 },
      want: [
        ["/a", "type", "a string"],
        ["/b", "minimum", 5],
      ],
    },
    {
      title: "the type only, where it is wrong",
      schema: { type: "string", minLength: 3, pattern: "^a" },
      value: 5,
      want: [["", "type", "a string"]],
    },
    {
      title: "pointers escaped",
      schema: { properties: { "a/b~c": { type: "array", items: { type: "null" } } } },
      value: { "a/b~c": [null, 1] },
      want: [["/a~1b~0c/1", "type", "null"]],
    },
    {
      title: "the branch of the tag",
      schema: PARTS,
      value: { type: "image", image: 1 },
      want: [["/image", "type", "a string"]],
    },
    {
      title: "the branch of the tag, where the union is open to others",
      schema: OPEN_PARTS,
      value: { type: "image", image: 1 },
      want: [["/image", "type", "a string"]],
    },
    {
      title: "the tag that is not a string, where the union is open to others",
      schema: OPEN_PARTS,
      value: { type: 7 },
      want: [["/type", "type", "a string"]],
    },
    {
      title: "the tag that an open union excludes",
      schema: OPEN_PARTS,
      value: { type: "web_search" },
      want: [["/type", "enum", '"text" or "image"']],
    },
    {
      title: "the tag that is missing, where the union is open to others",
      schema: OPEN_PARTS,
      value: {},
      want: [["/type", "required", "a value"]],
    },
    {
      title: "the words for a pattern",
      schema: { type: "string", pattern: "^[A-Z]{2}$", "x-expected": "a country's code" },
      value: "x",
      want: [["", "pattern", "a country's code"]],
    },
    {
      title: "the members of which each branch wants another",
      schema: {
        oneOf: ["regex", "choice"].map((name) => ({ required: [name], properties: { [name]: { type: "string" } } })),
      },
      value: { choices: "a" },
      want: [["", "required", 'the member "regex" or "choice"']],
    },
    {
      title: "the members of which only one may be there",
      schema: {
        oneOf: ["regex", "choice"].map((name) => ({ required: [name], properties: { [name]: { type: "string" } } })),
      },
      value: { regex: "a", choice: "a" },
      want: [["", "oneOf", 'an object with no more than one of "regex", "choice"']],
    },
    {
      title: "the one member that each branch wants",
      schema: {
        anyOf: ["string", "integer"].map((type) => ({
          required: ["id"],
          properties: { id: true, name: { type } },
          maxProperties: type === "string" ? 1 : 2,
        })),
      },
      value: {},
      want: [["/id", "required", "a value"]],
    },
    {
      title: "an unknown tag",
      schema: PARTS,
      value: { type: "audio" },
      want: [["/type", "enum", '"text" or "image"']],
    },
    { title: "a missing tag", schema: PARTS, value: { text: "" }, want: [["/type", "required", "a value"]] },
    {
      title: "the branch of the type",
      schema: { anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] },
      value: ["a", 1],
      want: [["/1", "type", "a string"]],
    },
    {
      title: "no branch's type",
      schema: { anyOf: [{ type: "string" }, { type: "array" }] },
      value: 1,
      want: [["", "type", "a string or an array"]],
    },
    {
      title: "the closest of several objects",
      schema: {
        anyOf: [
          { type: "object", required: ["a", "b"] },
          { type: "object", required: ["c"], properties: { c: { type: "string" } } },
        ],
      },
      value: { c: 1 },
      want: [["/c", "type", "a string"]],
    },
    {
      title: "one member of several",
      schema: { type: "object", properties: { c: true }, anyOf: [{ required: ["a"] }, { required: ["b"] }] },
      value: {},
      want: [["", "required", 'the member "a" or "b"']],
    },
    {
      title: "more than one branch",
      schema: { oneOf: [{ type: "integer" }, { minimum: 2 }] },
      value: 3,
      want: [["", "oneOf", "of exactly one of the described forms"]],
    },
    {
      title: "fixed values with null",
      schema: { anyOf: [{ enum: ["a", "b"] }, { type: "null" }] },
      value: "c",
      want: [["", "enum", '"a", "b" or null']],
    },
  ])("tell $title", async ({ schema, value, want }) => {
    const faults = (await loadSchema(schema)).faults(value);
    expect(faults.map(({ pointer, keyword, expected }) => [pointer, keyword, expected])).toEqual(want);
  });

  it.each([
    {
      title: "a required member that is misspelt",
      schema: { required: ["max_tokens"], properties: { max_tokens: true, min_tokens: true } },
      value: { maxTokens: 1 },
      want: [{ pointer: "/max_tokens", keyword: "required", expected: "a value", similar: "maxTokens" }],
    },
    {
      title: "no known member",
      schema: { required: ["max_tokens"], properties: { max_tokens: true, min_tokens: true } },
      value: { min_tokens: 1 },
      want: [{ pointer: "/max_tokens", keyword: "required", expected: "a value" }],
    },
    {
      title: "an extra member that is misspelt",
      schema: { properties: { temperature: true }, additionalProperties: false },
      value: { temprature: 1 },
      want: [
        { pointer: "/temprature", keyword: "additionalProperties", expected: "no such member", similar: "temperature" },
      ],
    },
    {
      title: "a missing and an extra member as one fault",
      schema: { required: ["prompt"], properties: { prompt: true }, additionalProperties: false },
      value: { promt: "" },
      want: [{ pointer: "/prompt", keyword: "required", expected: "a value", similar: "promt" }],
    },
    {
      title: "nothing far-fetched",
      schema: { required: ["prompt"], properties: { prompt: true } },
      value: { color: "" },
      want: [{ pointer: "/prompt", keyword: "required", expected: "a value" }],
    },
  ])("name $title", async ({ schema, value, want }) => {
    expect((await loadSchema({ type: "object", ...schema })).faults(value)).toEqual(want);
  });

  it("stop at the limit", async () => {
    const schema = await loadSchema({ type: "array", items: { type: "string" } });
    expect(
      schema.faults(
        Array.from({ length: 1000 }, () => 1),
        3,
      ),
    ).toHaveLength(3);
  });
});

describe("hostile values", () => {
  const deep = (levels: number, wrap: (inner: unknown) => unknown) =>
    Array.from({ length: levels }).reduce<unknown>(wrap, {});

  it.each([
    { shape: "members", wrap: (inner: unknown) => ({ a: inner }) },
    { shape: "items", wrap: (inner: unknown) => ({ list: [inner] }) },
  ])("of depth 10,000 by $shape are one fault", async ({ wrap }) => {
    const tree = {
      type: "object",
      properties: { a: { $ref: "Tree" }, list: { type: "array", items: { $ref: "Tree" } } },
    };
    const loaded = (await loadModule(new Map([["Tree", tree]]), ["Tree"])).get("Tree");
    expect(loaded?.is(deep(200, wrap))).toBe(true);
    expect(loaded?.is(deep(10_000, wrap))).toBe(false);
    expect(loaded?.faults(deep(10_000, wrap)).map(({ keyword }) => keyword)).toEqual(["depth"]);
  });

  it("are not tried by every branch at every level of unions within unions", async () => {
    const branch = (rules: object) => ({ type: "object", properties: { a: { $ref: "Tree" } }, ...rules });
    const tree = { anyOf: [branch({ required: ["x"] }), branch({ required: ["y"] })] };
    const loaded = (await loadModule(new Map([["Tree", tree]]), ["Tree"])).get("Tree");
    const started = performance.now();
    expect(loaded?.faults(deep(200, (inner) => ({ a: inner }))).length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("of depth 10,000 are compared without recursion", async () => {
    const unique = await loadSchema({ uniqueItems: true });
    const nested = () => deep(10_000, (inner) => [inner]);
    expect(unique.is([nested(), nested()])).toBe(false);
    expect(unique.is([nested(), [nested()]])).toBe(true);
  });

  it("have own members only", async () => {
    const schema = await loadSchema({ type: "object", required: ["a"], properties: { a: { type: "string" } } });
    expect(schema.is({ a: "x" })).toBe(true);
    expect(schema.is(Object.assign(Object.create(null), { a: "x" }))).toBe(true);
    expect(
      schema.is(
        new (class {
          a = "x";
        })(),
      ),
    ).toBe(true);
    expect(schema.is(Object.create({ a: "x" }))).toBe(false);
    expect(schema.is(JSON.parse('{"__proto__": {"a": "x"}}'))).toBe(false);
    expect(schema.faults(Object.create({ a: "x" }))).toMatchObject([{ pointer: "/a", keyword: "required" }]);
  });

  it("do not borrow the tag of a union", async () => {
    const schema = await loadSchema(PARTS);
    expect(schema.is(Object.assign(Object.create({ type: "text" }), { text: "" }))).toBe(false);
  });

  it("that are no JSON are refused", async () => {
    const number = await loadSchema({ type: "number" });
    expect([Number.NaN, Number.POSITIVE_INFINITY, 1n, "1", new Number(1)].map(number.is)).toEqual(Array(5).fill(false));
    const items = await loadSchema({ type: "array", items: { type: "integer" } });
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested.
    expect(items.faults([1, , 3])).toMatchObject([{ pointer: "/1", keyword: "type" }]);
    expect(items.is([1e300, -0, 2 ** 53])).toBe(true);
  });

  it("may hold lone surrogates, each a character", async () => {
    const schema = await loadSchema({ type: "string", minLength: 2, maxLength: 2, pattern: "^.{2}$" });
    expect(["\ud800\ud800", "🦀\udc00", "🦀🦀"].map((text) => schema.is(text))).toEqual([true, true, true]);
    expect(["\ud800", "🦀", "🦀🦀🦀"].map((text) => schema.is(text))).toEqual([false, false, false]);
  });

  it("of 25 MB are checked within a second", async () => {
    const schema = await loadSchema({
      type: "array",
      maxItems: 1e7,
      items: {
        anyOf: [
          { type: "string", maxLength: 10 },
          { type: "object", additionalProperties: { type: "number" } },
        ],
      },
    });
    const items = JSON.parse(
      `[${Array.from({ length: 1_000_000 }, (_, index) => `{"a${index % 50}":${index}}`).join(",")}]`,
    );
    const started = performance.now();
    expect(schema.is(items)).toBe(true);
    expect(schema.is(["a".repeat(25_000_000)])).toBe(false);
    items[999_999] = { a: "x" };
    expect(schema.faults(items)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
