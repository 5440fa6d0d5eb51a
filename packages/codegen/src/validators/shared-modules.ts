import { components } from "../compiler/index.ts";
import type { Definitions } from "../schema/definitions.ts";

/**
 * Definitions that several generated files reach: those of one hand-written file, or of files that refer to each other.
 */
export interface SharedModule {
  /** The hand-written files, from the repository's root. */
  readonly files: readonly [string, ...string[]];
  /** The names of the definitions. */
  readonly keys: readonly string[];
}

/**
 * The modules of what several files reach, those that use others first. `reached` has the names of the definitions that
 * each file reaches.
 */
export function sharedModules(
  definitions: Definitions,
  reached: readonly (readonly string[])[],
): readonly SharedModule[] {
  const byFile = new Map<string, string[]>();
  for (const key of usedTwice(reached)) {
    const file = definitions.fileOf(key);
    byFile.set(file, [...(byFile.get(file) ?? []), key]);
  }
  const used = (file: string): readonly string[] => {
    const refs = (byFile.get(file) ?? []).flatMap((key) => definitions.refsOf(key));
    return [...new Set(refs.map((ref) => definitions.fileOf(ref)))].filter((other) => other !== file);
  };
  return components([...byFile.keys()], used)
    .flatMap((group) => {
      const [first, ...others] = group.toSorted();
      const keys = group.flatMap((file) => byFile.get(file) ?? []).toSorted();
      return first === undefined ? [] : [{ files: [first, ...others] as const, keys }];
    })
    .toReversed();
}

/** What the functions of shared definitions are called, by the definitions' names: each a name of its own. */
export function functionNames(keys: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    keys.toSorted().map((key) => {
      const base = key.replace(/@.*$/, "").replaceAll(/\W+/g, "_");
      let name = base;
      for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
      taken.add(name);
      return [key, name];
    }),
  );
}

function usedTwice(reached: readonly (readonly string[])[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const keys of reached) for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].flatMap(([key, count]) => (count > 1 ? [key] : []));
}
