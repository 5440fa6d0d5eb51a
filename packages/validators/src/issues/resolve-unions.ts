import type { RawError } from "../engine/check.ts";
import { valueAt } from "../pointer.ts";

/** A branch of a union: the errors that it alone would give. */
type Branch = readonly RawError[];

/**
 * Replaces the errors of a failed union, which speak of every branch, by those of the branch that was meant. An error of
 * a union carries in `counts` how many of the errors before it belong to each branch.
 */
export function resolveUnions(errors: readonly RawError[], value: unknown): readonly RawError[] {
  const resolved: RawError[] = [];
  for (let index = errors.length - 1; index >= 0; index--) {
    const error = errors[index];
    const counts = error && countsOf(error);
    if (!error || !counts) {
      if (error) resolved.push(error);
      continue;
    }
    const start = index - counts.reduce((sum, count) => sum + count, 0);
    resolved.push(...chooseErrors(error, branchesOf(errors, start, counts, value), value).toReversed());
    index = start;
  }
  return resolved.reverse();
}

function countsOf(error: RawError): readonly number[] | undefined {
  const counts = error.params.counts;
  return Array.isArray(counts) && counts.length > 0 ? counts : undefined;
}

function branchesOf(
  errors: readonly RawError[],
  start: number,
  counts: readonly number[],
  value: unknown,
): readonly Branch[] {
  let end = start;
  return counts.map((count) => {
    end += count;
    return resolveUnions(errors.slice(end - count, end), value);
  });
}

function chooseErrors(union: RawError, branches: readonly Branch[], value: unknown): readonly RawError[] {
  // Branches without errors are those that matched: of `oneOf`, more than one.
  if (branches.some((branch) => branch.length === 0)) return [{ ...union, params: {} }];
  const fitting = branches.filter((branch) => !branch.some((error) => isMismatch(error, union.instancePath)));
  if (fitting.length === 0)
    return [
      merge(
        union,
        branches.flatMap((branch) => branch.filter((error) => isMismatch(error, union.instancePath))),
        value,
      ),
    ];
  const tag = sharedTag(union, fitting);
  if (tag !== undefined)
    return [
      merge(
        { ...union, instancePath: tag },
        fitting.flatMap((branch) => branch.filter((error) => isMismatch(error, tag))),
        value,
      ),
    ];
  if (fitting.every((branch) => branch.every((error) => isMissing(error, union.instancePath))))
    return missing(union, fitting);
  return fitting.reduce((best, branch) => (compare(branch, best, union.instancePath) < 0 ? branch : best));
}

/** Whether an error says that the value itself lacks a member. */
function isMissing(error: RawError, pointer: string): boolean {
  return error.keyword === "required" && error.instancePath === pointer;
}

/** Branches that differ in their required members only: one of these members, else those of the first, ordinary branch. */
function missing(union: RawError, branches: readonly Branch[]): readonly RawError[] {
  if (branches.some((branch) => branch.length > 1)) return branches[0] ?? [];
  const anyMember = branches.flat().flatMap(({ params }) => params.missingProperty ?? params.anyMember);
  return [
    {
      instancePath: union.instancePath,
      keyword: "required",
      params: branches.length > 1 ? { anyMember } : (branches[0]?.[0]?.params ?? {}),
    },
  ];
}

/** Whether an error says that the value at a pointer is of another kind. */
function isMismatch(error: RawError, pointer: string): boolean {
  return (
    error.instancePath === pointer && (error.keyword === "type" || isTagError(error) || "alternatives" in error.params)
  );
}

function isTagError(error: RawError): boolean {
  return error.keyword === "const" || error.keyword === "enum";
}

/** The member whose value no branch knows, such as an unknown `role`. */
function sharedTag(union: RawError, branches: readonly Branch[]): string | undefined {
  const [first, ...others] = branches.map((branch) =>
    branch.filter((error) => isTag(error, union.instancePath)).map(({ instancePath }) => instancePath),
  );
  return others.length > 0 ? first?.find((tag) => others.every((tags) => tags.includes(tag))) : undefined;
}

/** Whether an error is about a direct member's fixed value. */
function isTag(error: RawError, pointer: string): boolean {
  const rest = error.instancePath.slice(pointer.length);
  return isTagError(error) && error.instancePath.startsWith(pointer) && /^\/[^/]*$/.test(rest);
}

/** The branch that was meant has the right tags, then the fewest faults, then the deepest. */
function compare(a: Branch, b: Branch, pointer: string): number {
  return wrongTags(a, pointer) - wrongTags(b, pointer) || a.length - b.length || depth(b) - depth(a);
}

/** A wrong `const` weighs more: tags are written so. */
function wrongTags(branch: Branch, pointer: string): number {
  return branch
    .filter((error) => isTag(error, pointer))
    .reduce((sum, { keyword }) => sum + (keyword === "const" ? 100 : 1), 0);
}

function depth(branch: Branch): number {
  return Math.max(...branch.map(({ instancePath }) => instancePath.split("/").length));
}

/** One error that says all that would have been right. */
function merge(union: RawError, errors: readonly RawError[], value: unknown): RawError {
  const alternatives = errors.flatMap((error) =>
    Array.isArray(error.params.alternatives) ? error.params.alternatives : [error],
  );
  const { instancePath } = union;
  return {
    instancePath,
    keyword: mergedKeyword(union.keyword, alternatives, valueAt(value, instancePath)),
    params: { alternatives },
  };
}

function mergedKeyword(keyword: string, alternatives: readonly RawError[], value: unknown): string {
  if (alternatives.every((error) => error.keyword === "type")) return "type";
  if (alternatives.every(isTagError)) return "enum";
  return typeof value === "string" && alternatives.some(isTagError) ? "enum" : keyword;
}
