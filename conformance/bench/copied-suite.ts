import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const CASES = "src/gen/cases";

/** Which suite is made. */
export interface CopiedSuite {
  /** How many cases it has, at least. */
  readonly count: number;
  /** The list of cases that is in it in any case. The others come several times over. */
  readonly list: string;
}

interface Listed {
  readonly id: string;
  readonly cases: number;
}

/** Makes the built suite anew in a folder, with as many cases as wanted. Returns its command. */
export async function copySuite(folder: string, { count, list }: CopiedSuite): Promise<string> {
  await mkdir(folder);
  await symlink(join(PACKAGE, "node_modules"), join(folder, "node_modules"));
  for (const part of ["package.json", "dist", "src/gen", "targets", "manifest.schema.json"]) {
    await cp(join(PACKAGE, part), join(folder, part), { recursive: true });
  }
  const index = JSON.parse(await readFile(join(PACKAGE, CASES, "index.json"), "utf8"));
  const known: readonly Listed[] = index.lists.toSorted((one: Listed) => (one.id === list ? -1 : 0));
  const lists: Listed[] = [];
  for (let left = count, round = 0; left > 0; round += 1) {
    for (const { id, ...listed } of known) {
      if (left <= 0) break;
      const copy = round === 0 ? id : id.replace("/", `-${round}/`);
      const target = join(folder, CASES, "lists", `${copy}.json`);
      await mkdir(dirname(target), { recursive: true });
      await cp(join(PACKAGE, CASES, "lists", `${id}.json`), target);
      lists.push({ id: copy, ...listed });
      left -= listed.cases;
    }
  }
  await writeFile(join(folder, CASES, "index.json"), JSON.stringify({ ...index, lists }));
  return join(folder, "dist/cli.js");
}
