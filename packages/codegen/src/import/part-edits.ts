import { isDeepStrictEqual } from "node:util";
import type { Part } from "./write-schema.ts";

/** What is to be done to a schema in the YAML. */
export type PartEdit =
  | { readonly kind: "member"; readonly path: Path; readonly key: string; readonly following: readonly string[] }
  | { readonly kind: "append"; readonly path: Path; readonly values: readonly unknown[] }
  | { readonly kind: "limit"; readonly path: Path; readonly before: unknown; readonly after: unknown }
  /** What only a person can bring into the YAML. */
  | { readonly kind: "by hand"; readonly path: Path };

type Path = readonly string[];

const LIMIT = /^(min|max)(Length|Items|Properties|imum)$|^(pattern|deprecated|x-sensitive|x-idempotency-token)$/;

/** Whether two schemas, of an older model and of a newer one, say the same, their references followed. */
export type IsSame = (before: Part, after: Part) => boolean;

/** What brings a schema from what one version of a model says to what the next one does. */
export function partEdits(before: Part, after: Part, isSame: IsSame, path: Path = []): readonly PartEdit[] {
  // What a shape is called is no fact: a leaf may get a name of its own, lose it, or get another one.
  if (before.$ref !== after.$ref) return isSame(before, after) ? [] : [{ kind: "by hand", path }];
  const open = openValues(before);
  if (open && Array.isArray(after.enum)) {
    // Requests reach it now, which no list of values can say that is open.
    return [...listEdits(open, after.enum, isSame, [...path, "anyOf", "0", "enum"]), { kind: "by hand", path }];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key): readonly PartEdit[] => {
    const [old, now, at] = [before[key], after[key], [...path, key]];
    if (key === "description" || isDeepStrictEqual(old, now)) return [];
    if (LIMIT.test(key)) return [{ kind: "limit", path: at, before: old, after: now }];
    if (key === "properties" && isPart(now)) return memberEdits(isPart(old) ? old : {}, now, isSame, at);
    if (Array.isArray(old ?? []) && Array.isArray(now))
      return listEdits(old === undefined ? [] : [old].flat(), now, isSame, at);
    return isPart(old) && isPart(now) ? partEdits(old, now, isSame, at) : [{ kind: "by hand", path: at }];
  });
}

function memberEdits(before: Part, after: Part, isSame: IsSame, path: Path): readonly PartEdit[] {
  const names = Object.keys(after);
  const gone = Object.keys(before).filter((name) => !(name in after));
  return [
    ...gone.map((name): PartEdit => ({ kind: "by hand", path: [...path, name] })),
    ...names.flatMap((name, index): readonly PartEdit[] => {
      const [old, now] = [before[name], after[name]];
      if (isPart(old) && isPart(now)) return partEdits(old, now, isSame, [...path, name]);
      return [{ kind: "member", path, key: name, following: names.slice(index + 1) }];
    }),
  ];
}

/** Values of an enumeration and names of required members are added; the branches of a choice are compared in turn. */
function listEdits(
  before: readonly unknown[],
  after: readonly unknown[],
  isSame: IsSame,
  path: Path,
): readonly PartEdit[] {
  if (after.some(isPart)) {
    if (before.length !== after.length) return [{ kind: "by hand", path }];
    return after.flatMap((now, index) => {
      const old = before[index];
      return isPart(old) && isPart(now) ? partEdits(old, now, isSame, [...path, String(index)]) : [];
    });
  }
  const values = after.filter((value) => !before.includes(value));
  const isLess = before.some((value) => !after.includes(value));
  return [
    ...(values.length > 0 ? [{ kind: "append", path, values } as const] : []),
    ...(isLess ? [{ kind: "by hand", path } as const] : []),
  ];
}

/** The known values of a list that is open to others. */
function openValues({ anyOf }: Part): readonly unknown[] | undefined {
  const [known] = Array.isArray(anyOf) ? anyOf : [];
  return isPart(known) && Array.isArray(known.enum) ? known.enum : undefined;
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
