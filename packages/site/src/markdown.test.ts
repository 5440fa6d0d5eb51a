import { expect, test } from "vitest";
import { anchorOf, asText, code, readTables, rewriteLinks, table } from "./markdown.ts";

test.each([
  { given: "Which answer it gives", want: "which-answer-it-gives" },
  { given: "OpenAI's and Anthropic's protocols", want: "openais-and-anthropics-protocols" },
  { given: "3. Say what it offers", want: "3-say-what-it-offers" },
  { given: "`BedrockError`", want: "bedrockerror" },
])("gives the heading $given the anchor that GitHub gives it", ({ given, want }) => {
  expect(anchorOf(given)).toBe(want);
});

test.each([
  { given: "[five minutes](docs/five-minutes.md#1-run)", want: "[five minutes](/docs/five-minutes.md#1-run)" },
  { given: "[`specs`](specs)", want: "[`specs`](/specs)" },
  {
    given: "[here](#checks), [there](https://example.com/a.md)",
    want: "[here](#checks), [there](https://example.com/a.md)",
  },
  { given: "[the code](src/absent.ts) of it", want: "the code of it" },
  { given: "```md\n[kept](as.md)\n```\n[led](on.md)", want: "```md\n[kept](as.md)\n```\n[led](/on.md)" },
])("rewrites the links of $given", ({ given, want }) => {
  expect(rewriteLinks(given, (target) => (target.startsWith("src/") ? undefined : `/${target}`))).toBe(want);
});

test.each([
  { given: "less than <count>, {{ a }}", want: "less than &lt;count>, &#123;&#123; a }}" },
  { given: "`<reasoning>` and ``a ` <b>``", want: "`<reasoning>` and ``a ` <b>``" },
  { given: "a `span of\ntwo <lines>` <x>", want: "a `span of\ntwo <lines>` &lt;x>" },
  { given: "no `span <x>\n\nof` two paragraphs", want: "no `span &lt;x>\n\nof` two paragraphs" },
  { given: "```ts\nPromise<string>\n```\n<x>", want: "```ts\nPromise<string>\n```\n&lt;x>" },
])("lets no markup into $given", ({ given, want }) => {
  expect(asText(given)).toBe(want);
});

test("puts any text into a span of code", () => {
  expect([code("a|b"), code("`a`"), code("a ` b")]).toEqual(["`a|b`", "`` `a` ``", "``a ` b``"]);
});

test("reads the tables that it writes, bars and line ends included", () => {
  const rows = [
    { check: "`status`", what: "one | of two" },
    { check: "answer", what: "all\nof it" },
  ];

  const text = `Before.\n\n${table(rows)}\n\n| other |\n|---|\n| 1 |\n`;

  expect(readTables(text, "check")).toEqual([rows[0], { check: "answer", what: "all of it" }]);
  expect(readTables(text, "other")).toEqual([{ other: "1" }]);
});
