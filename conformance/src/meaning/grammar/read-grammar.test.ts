import { expect, test } from "vitest";
import { readGrammar } from "./read-grammar.ts";

const SUM = `
# Sums of numbers.
root   ::= number (" + " number)*
number ::= "-"? [0-9]{1,3} | "(" root ")"
`;

const rows = [
  { grammar: SUM, text: "1 + 22 + (3 + -4)", want: true },
  { grammar: SUM, text: "1 + ", want: false },
  { grammar: SUM, text: "1234", want: false },
  { grammar: SUM, text: "", want: false },
  { grammar: 'root ::= "a"+ | ("" )*', text: "", want: true },
  { grammar: 'root ::= ("a"*)* "b"', text: `${"a".repeat(400)}b`, want: true },
  { grammar: 'root ::= [^"\\n]{2,} "\\n"', text: "ab\n", want: true },
  { grammar: 'root ::= "a" root "b" | "ab"', text: `${"a".repeat(100)}${"b".repeat(100)}`, want: true },
  { grammar: "root ::= [😀-😂]", text: "😁", want: true },
  { grammar: 'root ::= root "a" | "a"', text: "aa", want: undefined },
  { grammar: 'root ::= "a" root | ""', text: "a".repeat(20_001), want: undefined },
];

test.each(rows)("$grammar and $text: $want", ({ grammar, text, want }) => {
  const read = readGrammar(grammar);
  expect("accepts" in read ? read.accepts(text) : read.undecided).toBe(want);
});

test.each([
  ["start: /a/", "unexpected"],
  ['root ::= "a', "unexpected"],
  ["root ::= other", "there is no rule other"],
  ['start ::= "a"', "there is no rule root"],
  ['root ::= ("a"', "not closed"],
  ["root ::= [z-a]", "not a class"],
  [`root ::= ${"(".repeat(5_000)}`, "too deep"],
  ["root ::= {2}", "after nothing"],
])("is undecided about %s", (grammar, reason) => {
  const read = readGrammar(grammar);
  expect("undecided" in read ? read.undecided : "").toContain(reason);
});
