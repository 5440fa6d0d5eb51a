import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { loadCases } from "./load-cases.ts";

const page = await readFile(new URL("../../docs/conversations.md", import.meta.url), "utf8");
const known = (await loadCases()).filter(({ kind }) => kind !== "negative").map(({ id }) => id);

/** The rows of the tables, cell by cell. */
const rows = page
  .split("\n")
  .filter((line) => /^\|(?! -)/.test(line))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

/** The cases that a cell names, of an operation that answers whole and of the one that streams. */
function casesIn(cell: string, whole: string, streamed?: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`(?: \(([ws])\))?/g)].flatMap(([, name, only]) => [
    ...(only === "s" ? [] : [`${whole}/${name}`]),
    ...(only === "w" || streamed === undefined ? [] : [`${streamed}/${name}`]),
  ]);
}

test("the page of conversations names each case, and none that is not there", () => {
  const named = rows.flatMap(([first = "", second = "", third = ""]) =>
    /^[A-Z]/.test(first)
      ? casesIn(third, `runtime/${first}`)
      : [
          ...casesIn(second, "anthropic-messages/InvokeModel", "anthropic-messages/InvokeModelWithResponseStream"),
          ...casesIn(third, "runtime/Converse", "runtime/ConverseStream"),
        ],
  );
  const operations = new Set(named.map((id) => id.slice(0, id.lastIndexOf("/"))));

  expect(operations.size).toBe(11);
  expect([...new Set(named)].toSorted()).toEqual(
    known.filter((id) => operations.has(id.slice(0, id.lastIndexOf("/")))).toSorted(),
  );
});
