import { describe, expect, test } from "vitest";
import type { FormatFoldRule } from "../format-description.ts";
import { foldChunks, traceChunks } from "./fold-chunks.ts";

/** Folds chunks by some rules. */
function fold(rules: readonly FormatFoldRule[], ...chunks: readonly unknown[]): unknown {
  return foldChunks({ fold: rules }, chunks);
}

describe("how", () => {
  test("append joins strings, and lists", () => {
    const rules: readonly FormatFoldRule[] = [
      { from: "/text", how: "append" },
      { from: "/items", how: "append" },
    ];
    expect(fold(rules, { text: "a", items: [1] }, { text: "b", items: [] }, { items: [2, 3] })).toEqual({
      text: "ab",
      items: [1, 2, 3],
    });
    expect(fold(rules, { text: "a" }, { text: 5 })).toEqual({ text: 5 });
    expect(fold(rules, { text: "a" }, "[DONE]", null)).toEqual({ text: "a" });
  });

  test("appendBytes joins what pieces of base64 stand for", () => {
    const rules: readonly FormatFoldRule[] = [{ from: "/bytes", how: "appendBytes" }];
    const pieces = ["rain", "b", "ow"].map((text) => ({ bytes: btoa(text) }));
    expect(fold(rules, ...pieces)).toEqual({ bytes: btoa("rainbow") });
    expect(fold(rules, { bytes: "no base64!" }, { bytes: "YQ==" })).toEqual({ bytes: "no base64!YQ==" });
  });

  test.each([
    { given: ['{"a"', ":1}"], want: { a: 1 } },
    { given: ['"x', 'y"'], want: "xy" },
    { given: ['{"a":', "1"], want: '{"a":1' },
    { given: ["", ""], want: { before: true } },
    { given: [], want: { before: true } },
  ])("parseJson makes $want of $given", ({ given, want }) => {
    const rules: readonly FormatFoldRule[] = [{ from: "/piece", to: "/input", how: "parseJson" }];
    expect(fold(rules, { input: { before: true } }, ...given.map((piece) => ({ piece })))).toEqual({ input: want });
  });

  test("drop keeps only what has a rule of its own", () => {
    const rules: readonly FormatFoldRule[] = [
      { from: "/event", how: "drop" },
      { from: "/event/text", to: "/text", how: "append" },
    ];
    expect(fold(rules, { event: { text: "a", index: 0 } }, { event: { text: "b" } })).toEqual({ text: "ab" });
  });
});

describe("when", () => {
  const rules: readonly FormatFoldRule[] = [
    { when: { "/type": "end" }, from: "/delta", to: "", how: "last" },
    { when: { "/type": "text", "/delta/kind": "plain" }, from: "/delta", how: "drop" },
    { when: { "/type": "text" }, from: "/delta/text", to: "/text", how: "append" },
    { from: "/type", how: "drop" },
  ];

  test("a rule holds for chunks with all of its values, and the first that holds counts", () => {
    const text = (value: string) => ({ type: "text", delta: { kind: "plain", text: value } });
    expect(fold(rules, text("a"), text("b"), { type: "end", delta: { stop: "x" } })).toEqual({ text: "ab", stop: "x" });
  });

  test("without one that holds, a value stays in its place", () => {
    expect(fold(rules, { type: "other", delta: { text: "a" } })).toEqual({ delta: { text: "a" } });
  });
});

describe("to", () => {
  test("a star is the element of `from`, then the number that `index` leads to, then the first", () => {
    const rules: readonly FormatFoldRule[] = [
      { from: "/index", how: "drop" },
      { from: "/text", to: "/parts/*/text", index: "/index", how: "append" },
      { from: "/only", to: "/parts/*/only", how: "last" },
      { from: "/choices", how: "index", key: "index" },
      { from: "/choices/*/text", to: "/choices/*/parts/*/text", index: "/index", how: "append" },
    ];
    expect(fold(rules, { index: 1, text: "b" }, { index: 0, text: "a" }, { index: 1, text: "B" })).toEqual({
      parts: [{ text: "a" }, { text: "bB" }],
    });
    expect(fold(rules, { text: "a", only: 1 }, { index: "0", text: "A" })).toEqual({
      parts: [{ text: "aA", only: 1 }],
    });
    expect(fold(rules, { index: 1, choices: [{ index: 1, text: "x" }] })).toEqual({
      choices: [{ index: 1, parts: [{ text: "x" }] }],
    });
  });

  test("a dash is the last element with the member that comes next, else a new one", () => {
    const rules: readonly FormatFoldRule[] = [
      { from: "/start", to: "/blocks/-", how: "last" },
      { from: "/text", to: "/blocks/-/text", how: "append" },
      { from: "/call", to: "/blocks/-/call", how: "last" },
      { from: "/call/input", to: "/blocks/-/call/input", how: "parseJson" },
    ];
    const chunks = [
      { text: "a" },
      { text: "b" },
      { start: { call: { id: "1" } } },
      { call: { input: '{"x":' } },
      { call: { input: "1}" } },
      { text: "c" },
      { start: { call: { id: "2" } } },
    ];
    expect(fold(rules, ...chunks)).toEqual({
      blocks: [{ text: "ab" }, { call: { id: "1", input: { x: 1 } } }, { text: "c" }, { call: { id: "2" } }],
    });
  });

  test("a dash at the end adds to the list that stands there", () => {
    const rules: readonly FormatFoldRule[] = [{ from: "/citation", to: "/block/citations/-", how: "last" }];
    const chunks = [{ block: { citations: [] } }, { citation: { n: 1 } }, { citation: { n: 2 } }];
    expect(fold(rules, ...chunks)).toEqual({ block: { citations: [{ n: 1 }, { n: 2 }] } });
    expect(fold(rules, { block: { citations: [{ n: 0 }] } }, { citation: { n: 1 } })).toEqual({
      block: { citations: [{ n: 0 }, { n: 1 }] },
    });
  });

  test("an empty place is the response itself", () => {
    const rules: readonly FormatFoldRule[] = [
      { from: "/text", how: "append" },
      { from: "/response", to: "", how: "last" },
    ];
    expect(fold(rules, { text: "a" }, { text: "b" }, { response: { id: "x", text: "ab." } })).toEqual({
      text: "ab.",
      id: "x",
    });
  });
});

test("hostile chunks make no list of their size, and throw nothing", () => {
  const rules: readonly FormatFoldRule[] = [
    { from: "/text", to: "/parts/*/text", index: "/index", how: "append" },
    { from: "/item", to: "/parts/-/item", how: "last" },
  ];
  const chunks = [
    { index: 4_000_000_000, text: "x" },
    { index: -1, text: "y" },
    { index: 0.5, text: "z" },
    { item: "*", "-": [] },
    "text",
    [],
  ];
  expect(fold(rules, ...chunks)).not.toBeUndefined();
  const { parts } = Object(fold(rules, ...chunks.slice(0, 4)));
  expect(parts).toEqual([{ text: "y" }, { text: "z" }, { text: "x" }, { item: "*" }]);
});

test("a trace tells where each value of a chunk goes", () => {
  const rules: readonly FormatFoldRule[] = [
    { from: "/index", how: "drop" },
    { from: "/event", how: "drop" },
    { from: "/event/text", to: "/parts/*/text", index: "/index", how: "append" },
    { from: "/choices", how: "index", key: "n" },
  ];
  const trace = traceChunks({ fold: rules }, [
    { index: 3, event: { text: "a", other: 1 } },
    { id: "x", choices: [{ n: 2, say: "b" }] },
  ]);

  expect(trace).toEqual([
    [{ from: ["event", "text"], to: ["parts", 3, "text"], how: "append", value: "a" }],
    [
      { from: ["id"], to: ["id"], how: undefined, value: "x" },
      { from: ["choices", 0, "n"], to: ["choices", 2, "n"], how: undefined, value: 2 },
      { from: ["choices", 0, "say"], to: ["choices", 2, "say"], how: undefined, value: "b" },
    ],
  ]);
});
