import { globSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

/** Removes the declarations of a built package that none of its doors leads to; returns how many. */
export function pruneDeclarations(folder: string): number {
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const reached = new Set<string>();
  for (const door of Object.values<unknown>(exports)) {
    const types = typeof door === "object" && door !== null ? Reflect.get(door, "types") : undefined;
    if (typeof types === "string")
      for (const path of globSync(types, { cwd: folder })) reach(join(folder, path), reached);
  }
  const unused = globSync("dist/**/*.d.ts", { cwd: folder })
    .map((path) => join(folder, path))
    .filter((path) => !reached.has(path));
  for (const path of unused) rmSync(path);
  return unused.length;
}

/** A declaration and those that it imports, whose names are those of their sources. */
function reach(path: string, reached: Set<string>): void {
  if (reached.has(path)) return;
  reached.add(path);
  for (const [, target = ""] of readFileSync(path, "utf8").matchAll(/(?:from |import\(?)"(\.[^"]+)"/g)) {
    reach(join(dirname(path), target.replace(/\.ts$/, ".d.ts")), reached);
  }
}
