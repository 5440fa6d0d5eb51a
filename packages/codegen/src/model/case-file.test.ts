import { expect, test } from "vitest";
import { parse } from "yaml";
import type { SpecFile } from "../source/spec-file.ts";
import { rootOf } from "../source/spec-node.ts";
import { writtenCases } from "./case-file.ts";

function casesOf(text: string) {
  const file: SpecFile = { path: "cases.yaml", value: parse(text), at: () => ({ file: "cases.yaml", line: 1 }) };
  return writtenCases(rootOf(file)).map(({ value, path }) => ({ value, path: path.join("/") }));
}

test("a case says what its file says, unless it says something else itself", () => {
  const cases = casesOf(`
rule: { document: model, section: all }
twin: first
requires: [writes]
expect: { status: 400, errorType: ValidationException }
cases:
  - { name: plain, remove: /a }
  - { name: other, remove: /b, twin: second, requires: [streaming], rule: { section: b }, expect: { names: b } }
`);

  expect(cases).toEqual([
    {
      path: "cases/0",
      value: {
        name: "plain",
        remove: "/a",
        twin: "first",
        requires: ["writes"],
        rule: { document: "model", section: "all" },
        expect: { status: 400, errorType: "ValidationException" },
      },
    },
    {
      path: "cases/1",
      value: {
        name: "other",
        remove: "/b",
        twin: "second",
        requires: ["writes", "streaming"],
        rule: { document: "model", section: "b" },
        expect: { status: 400, errorType: "ValidationException", names: "b" },
      },
    },
  ]);
});

test("a group stands between a file and its cases", () => {
  const cases = casesOf(`
expect: { status: 400 }
since: 2025-11-17
cases:
  - twin: second
    since: 2026-05-20
    expect: { errorType: SerializationException }
    cases:
      - { name: one, remove: /a }
      - { name: two, remove: /b, expect: { errorType: ValidationException } }
`);

  expect(cases).toEqual([
    {
      path: "cases/0/cases/0",
      value: {
        name: "one",
        remove: "/a",
        twin: "second",
        since: "2026-05-20",
        expect: { status: 400, errorType: "SerializationException" },
      },
    },
    {
      path: "cases/0/cases/1",
      value: {
        name: "two",
        remove: "/b",
        twin: "second",
        since: "2026-05-20",
        expect: { status: 400, errorType: "ValidationException" },
      },
    },
  ]);
});

test("each of several values is a case, named by its own name or its position", () => {
  const cases = casesOf(`
twin: first
cases:
  - name: size
    summary: Refuses a wrong size.
    parameter: { name: size }
    values: [{ name: zero, value: 0, summary: Refuses zero. }, { length: 300 }]
  - name: mode
    summary: Refuses a wrong mode.
    set: { pointer: /mode }
    values: [{ value: null }, { value: [1] }]
`);

  expect(cases).toEqual([
    {
      path: "cases/0/values/0",
      value: { name: "size-zero", summary: "Refuses zero.", twin: "first", parameter: { name: "size", value: 0 } },
    },
    {
      path: "cases/0/values/1",
      value: {
        name: "size-2",
        summary: "Refuses a wrong size.",
        twin: "first",
        parameter: { name: "size", length: 300 },
      },
    },
    {
      path: "cases/1/values/0",
      value: {
        name: "mode-1",
        summary: "Refuses a wrong mode.",
        twin: "first",
        set: { pointer: "/mode", value: null },
      },
    },
    {
      path: "cases/1/values/1",
      value: {
        name: "mode-2",
        summary: "Refuses a wrong mode.",
        twin: "first",
        set: { pointer: "/mode", value: [1] },
      },
    },
  ]);
});
