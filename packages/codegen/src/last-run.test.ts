import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { CacheFiles } from "./cache.ts";
import { LastRun, NotedTree } from "./last-run.ts";
import type { Tree } from "./source/tree.ts";

const folder = mkdtempSync(join(tmpdir(), "last-run-"));
const FOLDER = join(folder, "cache");
const TEXTS = { "specs/a.yaml": "a: 1", "specs/b.yaml": "b: 1", "other/c.yaml": "c: 1" };
const MADE = new Map([["gen/a.ts", "digest of what was made"]]);

afterAll(() => rmSync(folder, { recursive: true }));

function treeOf(texts: Readonly<Record<string, string>>): Tree {
  const names = (path: string) => Object.keys(texts).filter((each) => each.startsWith(`${path}/`));
  return {
    read: (path) => texts[path],
    list: (path) => names(path).map((name) => ({ name: name.slice(path.length + 1), isFolder: false })),
  };
}

function lastRun(version = "1"): LastRun {
  return new LastRun(new CacheFiles(FOLDER, version));
}

/** A run that reads all files of one folder, and looks for a file that is not there. */
function remember(version = "1"): void {
  const tree = new NotedTree(treeOf(TEXTS));
  for (const { name } of tree.list("specs")) tree.read(`specs/${name}`);
  tree.read("specs/shared/d.yaml");
  lastRun(version).save(tree, MADE);
}

const without = Object.fromEntries(Object.entries(TEXTS).filter(([path]) => path !== "specs/b.yaml"));

test.each([
  { change: "nothing", texts: TEXTS, isKnown: true },
  { change: "a file that is not read", texts: { ...TEXTS, "other/c.yaml": "c: 2" }, isKnown: true },
  { change: "the text of a file", texts: { ...TEXTS, "specs/b.yaml": "b: 2" }, isKnown: false },
  { change: "a file that is gone", texts: without, isKnown: false },
  { change: "a file that a folder has besides", texts: { ...TEXTS, "specs/e.yaml": "e: 1" }, isKnown: false },
  { change: "a file that was looked for", texts: { ...TEXTS, "specs/shared/d.yaml": "d: 1" }, isKnown: false },
])("knows what is made after a change of $change: $isKnown", ({ texts, isKnown }) => {
  remember();
  expect(lastRun().madeOf(treeOf(texts))).toEqual(isKnown ? MADE : undefined);
});

test("knows nothing of another program, and nothing where no run can be read", () => {
  remember("1");
  expect(lastRun("2").madeOf(treeOf(TEXTS))).toBeUndefined();
  writeFileSync(join(FOLDER, "run.json"), "{");
  expect(lastRun().madeOf(treeOf(TEXTS))).toBeUndefined();
});
