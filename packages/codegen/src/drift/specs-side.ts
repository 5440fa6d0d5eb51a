import { posix } from "node:path";
import { assembleSpecs } from "../assemble/assemble.ts";
import { Cache } from "../cache.ts";
import { compareOperations, type Difference } from "../compare/compare-values.ts";
import { DIFFERENCES_FILE, readDifferences, unexplained } from "../compare/differences.ts";
import { operationsFromSpec } from "../compare/spec-value.ts";
import { LAYOUT_FILE, readLayout } from "../import/layout.ts";
import { type Problem, Problems } from "../problem.ts";
import { lockFile } from "../service-model/lock.ts";
import { readModel } from "../service-model/read-model.ts";
import { ModelError, type ModelHead } from "../service-model/service-model.ts";
import { SpecFiles } from "../source/spec-file.ts";
import { rootOf } from "../source/spec-node.ts";
import type { Tree } from "../source/tree.ts";
import { type Side, sideOf } from "./changelog.ts";

/** What the generated documents of a repository say of a service; undefined where it describes no such service. */
export function specsSide(tree: Tree, service: string): Side | undefined {
  const layout = readLayout(tree.read(LAYOUT_FILE) ?? "{}", service);
  if (!layout) return undefined;
  const path = `specs/gen/openapi/${posix.basename(layout.folder)}.yaml`;
  const files = new SpecFiles({ tree, cache: new Cache() }, new Problems());
  const file = files.read(path);
  if (!file) throw new ModelError(`${path} cannot be read; run codegen first`);
  const root = rootOf(file);
  return {
    head: headOf(service),
    operations: operationsFromSpec(files, root),
  };
}

/** What came of reading the specs as they are written. */
export interface Written {
  readonly side: Side;
  /** Why they cannot be read whole. */
  readonly problems: readonly Problem[];
}

/** What the specs of a repository say of a service as they are written now; undefined where they describe none. */
export function writtenSide(tree: Tree, cache: Cache, service: string): Written | undefined {
  const layout = readLayout(tree.read(LAYOUT_FILE) ?? "{}", service);
  const problems = new Problems();
  const files = new SpecFiles({ tree, cache }, problems);
  const api = layout && assembleSpecs(files).find(({ id }) => id === posix.basename(layout.folder));
  const side = api && { head: headOf(service), operations: operationsFromSpec(files, rootOf(api.document)) };
  return side && { side, problems: problems.list() };
}

function headOf(service: string): ModelHead {
  return { service, apiVersion: "", source: "the specs", license: "Apache-2.0" };
}

/** Tells the differences that the specs are meant to have, which they have from the lock in the very same way. */
export function meantDifferences(tree: Tree, specs: Side): (difference: Difference) => boolean {
  const { service } = specs.head;
  const text = tree.read(lockFile(service));
  if (text === undefined) return () => false;
  const lock = sideOf(readModel(text), true);
  const found = [...specs.operations].flatMap(([name, value]) => {
    const locked = lock.operations.get(name);
    return locked ? compareOperations(name, value, locked) : [];
  });
  const rest = new Set(unexplained(found, readDifferences(tree.read(DIFFERENCES_FILE) ?? "{}", service)).differences);
  const known = found.filter((each) => !rest.has(each));
  const meant = new Set(known.map((each) => JSON.stringify(each)));
  const missing = new Set(
    known.filter(({ fact }) => fact === "member").map(({ operation, place }) => operation + place),
  );
  // What is meant to be missing is not required either.
  return (difference) =>
    meant.has(JSON.stringify(difference)) ||
    (difference.fact === "required" &&
      difference.before === undefined &&
      missing.has(difference.operation + difference.place));
}
