// Time to generate everything from today's specs, and from specs with more and more copies of the management API beside
// them: with nothing remembered, again, and after a change of one format. The time has to grow in proportion to the
// operations. The process itself takes some 0.2 s to start.
import { fileURLToPath } from "node:url";
import { Cache } from "../src/cache.ts";
import { generate } from "../src/generate.ts";
import { DiskTree, type Tree, type TreeEntry } from "../src/source/tree.ts";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const COPIES = [0, 6, 12];
const API = "specs/management";
const FORMAT = "specs/formats/mistral-text/openapi.yaml";

const disk = new DiskTree(fileURLToPath(new URL("../../..", import.meta.url)));

/** The specs with copies of an API, `management1` and so on; the names of their operations end with the number too. */
class CopiedApi implements Tree {
  readonly #copies: number;

  constructor(copies: number) {
    this.#copies = copies;
  }

  read(path: string): string | undefined {
    const { original, copy } = originalOf(path);
    return disk.read(original)?.replaceAll(/^( +operationId: \w+)$/gm, `$1${copy}`);
  }

  list(folder: string): readonly TreeEntry[] {
    const { original, copy } = originalOf(folder);
    const entries = disk.list(original);
    if (folder === "specs") return [...entries, ...this.#names().map((name) => ({ name, isFolder: true }))];
    return /\/(?:examples|streams)$/.test(folder)
      ? entries.map(({ name, ...rest }) => ({ name: name + copy, ...rest }))
      : entries;
  }

  #names(): readonly string[] {
    return Array.from({ length: this.#copies }, (_, index) => `management${index + 1}`);
  }
}

function originalOf(path: string): { readonly original: string; readonly copy: string } {
  const [, copy = ""] = /^specs\/management(\d+)(?=\/|$)/.exec(path) ?? [];
  if (copy === "") return { original: path, copy };
  const original = path
    .replace(/^specs\/management\d+/, API)
    .replace(new RegExp(`/((?:examples|streams)/\\w+?)${copy}(?=/|$)`), "/$1");
  return { original, copy };
}

/** The same tree after a change of one format. */
function changed(tree: Tree, round: number): Tree {
  return {
    list: (folder) => tree.list(folder),
    read: (path) => {
      const text = tree.read(path);
      return path === FORMAT
        ? text?.replace("      properties:\n", `$&        new_${round}: { type: integer, description: New. }\n`)
        : text;
    },
  };
}

console.log(`codegen, median of ${ROUNDS} rounds`);
for (const copies of COPIES) {
  const tree = new CopiedApi(copies);
  const times: (readonly [number, number, number])[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const cache = new Cache();
    times.push([await timed(tree, cache), await timed(tree, cache), await timed(changed(tree, round), cache)]);
  }
  const [cold, again, change] = [0, 1, 2].map((index) => middle(times.map((each) => each[index] ?? Number.NaN)));
  console.log(
    `  ${copies} copies of the management API: ${cold} ms, again ${again} ms, one format changed ${change} ms`,
  );
}

async function timed(tree: Tree, cache: Cache): Promise<number> {
  const start = performance.now();
  const { problems } = await generate({ tree, cache });
  if (problems.length > 0) throw new Error(`the specs have problems: ${problems[0]?.file} ${problems[0]?.message}`);
  return performance.now() - start;
}

function middle(times: readonly number[]): string {
  return (times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN).toFixed(0);
}
