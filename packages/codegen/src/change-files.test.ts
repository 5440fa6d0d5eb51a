import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const PACKAGES = globSync("{specs,packages/*,conformance}/package.json", { cwd: ROOT }).map(
  (file) => (JSON.parse(readFileSync(`${ROOT}/${file}`, "utf8")) as { name: string }).name,
);

/** What `changeset version` could not read in a change file; a formatter of Markdown once broke them all. */
function faultOf(text: string): string | undefined {
  const [, front, summary] = /^---\n((?:"[^"]+": (?:major|minor|patch)\n)+)---\n([\s\S]*)$/.exec(text) ?? [];
  if (front === undefined) {
    return 'does not begin with --- and lines of "package": minor and ---';
  }
  const unknown = [...front.matchAll(/"([^"]+)"/g)]
    .map(([, name]) => name ?? "")
    .filter((name) => !PACKAGES.includes(name));
  return unknown.length > 0 ? `names ${unknown.join(", ")}` : summary?.trim() === "" ? "says nothing" : undefined;
}

test("the change files can be read", () => {
  expect(faultOf('---\n\n## "@bedrock-contract/wire": minor\n\nFaster.\n')).toContain("does not begin");
  expect(faultOf('---\n"@bedrock-contract/wires": minor\n---\n\nFaster.\n')).toBe("names @bedrock-contract/wires");
  expect(faultOf('---\n"@bedrock-contract/wire": minor\n---\n\n')).toBe("says nothing");
  const faults = globSync(".changeset/*.md", { cwd: ROOT })
    .map((file) => [file, faultOf(readFileSync(`${ROOT}/${file}`, "utf8"))] as const)
    .filter(([, fault]) => fault !== undefined);
  expect(faults).toEqual([]);
});
