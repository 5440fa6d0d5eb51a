import { posix } from "node:path";
import { operationsOf } from "../assemble/assemble.ts";
import { apiFolders, SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { Operation } from "../model/operation.ts";
import { deedsOf, kindsOf, memoriesOf } from "../model/resource-memory.ts";
import type { SpecModel } from "../model/spec-model.ts";
import type { SuiteCase } from "../model/suite-case.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { generatedFrom } from "./header.ts";

const HEAD = ["family", "operations", "examples", "errors shown", "flows", "refusals", "of constraints", "mock"];

/** `specs/gen/families.md`: what the specs have of each family of operations, and how many cases are about it. */
export function emitFamiliesPage(files: SpecFiles, model: SpecModel, cases: readonly SuiteCase[]): string {
  const kept = new Set(kindsOf(memoriesOf(files)).flatMap(([, kind]) => deedsOf(kind).map(([name]) => name)));
  const operations = model.apis.flatMap((api) => api.operations);
  const families = apiFolders(files.tree).flatMap((api) => api.families);
  const rows = families.flatMap((folder) => {
    const ids = new Set(operationsOf(files, folder).map(({ id }) => id));
    const own = operations.filter(({ id }) => ids.has(id));
    return own.length === 0 ? [] : [rowOf(folder, own, { cases, kept })];
  });
  return [
    `<!-- ${generatedFrom(`${SPECS_FOLDER} and conformance/cases`)} -->`,
    "",
    "# Families",
    "",
    "A family is a group of operations. This table shows what the specs contain for each one. Examples: of successes. Errors shown: examples of errors. Flows: cases that send another request first.",
    "Refusals: cases written by hand. Of constraints: cases generated from the constraints of requests. Mock: operations that remember resources; the others respond with examples, or from the request.",
    "",
    ...[HEAD, HEAD.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`),
    "",
  ].join("\n");
}

interface Known {
  readonly cases: readonly SuiteCase[];
  /** The operations of which something is kept. */
  readonly kept: ReadonlySet<string>;
}

function rowOf(folder: string, operations: readonly Operation[], { cases, kept }: Known): readonly string[] {
  const ids = new Set(operations.map(({ id }) => id));
  const own = cases.filter(({ owner }) => owner.format === undefined && ids.has(owner.operation.id));
  const [refused, shown] = [
    own.filter(({ kind }) => kind === "negative"),
    own.filter(({ kind }) => kind !== "negative"),
  ];
  const errors = shown.filter(({ status }) => Number(status[0]) >= 400);
  const derived = refused.filter(({ constraint }) => constraint !== undefined);
  const name = posix.relative(SPECS_FOLDER, folder);
  return [
    `\`${name}\``,
    ...[ids.size, shown.length - errors.length, errors.length, shown.filter(({ after }) => after !== undefined).length],
    ...[refused.length - derived.length, derived.length],
    `${operations.filter(({ id }) => kept.has(id)).length} of ${ids.size}`,
  ].map(String);
}
