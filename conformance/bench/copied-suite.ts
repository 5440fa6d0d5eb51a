import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const INDEX = "src/gen/cases/index.json";

/** Which suite is made. */
export interface CopiedSuite {
  /** How many cases its index has. */
  readonly count: number;
  /** How the ids of the cases begin that may be read. The others come several times over, and are in no file. */
  readonly owner: string;
}

/** Makes the built suite anew in a folder, with as many cases as wanted in its index. Returns its command. */
export async function copySuite(folder: string, { count, owner }: CopiedSuite): Promise<string> {
  await mkdir(folder);
  await symlink(join(PACKAGE, "node_modules"), join(folder, "node_modules"));
  for (const part of ["package.json", "dist", "src/gen", "targets", "manifest.schema.json"]) {
    await cp(join(PACKAGE, part), join(folder, part), { recursive: true });
  }
  const lines = (await readFile(join(PACKAGE, INDEX), "utf8")).split("\n");
  const isCase = (line: string): boolean => line.startsWith('{"id":');
  const cases = lines.filter(isCase).map((line) => line.replace(/,$/, ""));
  const own = cases.filter((line) => line.startsWith(`{"id":"${owner}`));
  const others = cases.filter((line) => !own.includes(line));
  const copies = Array.from({ length: count - own.length }, (_, index) =>
    (others[index % others.length] ?? "").replace(/^\{"id":"[^"]+/, `$&-${index}`),
  );
  const all = [...own, ...copies];
  const first = lines.findIndex(isCase);
  const last = lines.findLastIndex(isCase);
  const text = [...lines.slice(0, first), all.join(",\n"), ...lines.slice(last + 1)].join("\n");
  await writeFile(join(folder, INDEX), text);
  return join(folder, "dist/cli.js");
}
