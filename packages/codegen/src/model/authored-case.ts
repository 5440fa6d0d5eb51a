import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { FileSchemas } from "../check/file-schemas.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, placeOf, rootOf, type SpecNode } from "../source/spec-node.ts";
import { type CaseOwner, ownerId } from "./case-owner.ts";
import { type ChangedRequest, changeRequest } from "./change-request.ts";

/** Where the authored cases are, and the shape of their files; from the root. */
const FOLDER = "conformance/cases";
const SCHEMA = "conformance/cases.schema.json";

/** The folder of the cases about authentication; its files are for any operation. */
const AUTHENTICATION = "auth";

/** A case that is one change away from an example. */
export interface AuthoredCase {
  /** `<owner>/<name>`, for example `management/GetFoundationModel/unknown-id`; about authentication, `auth/<operation>/<name>`. */
  readonly id: string;
  readonly owner: CaseOwner;
  readonly name: string;
  readonly summary: string;
  readonly node: SpecNode;
  readonly rule: unknown;
  readonly requires: readonly string[];
  readonly request: ChangedRequest;
  readonly expect: {
    readonly status: readonly unknown[];
    readonly errorTypes?: readonly unknown[];
    readonly names?: unknown;
  };
}

/** Reads the authored cases of all operations. */
export function readAuthoredCases(
  files: SpecFiles,
  schemas: FileSchemas,
  owners: readonly CaseOwner[],
): readonly AuthoredCase[] {
  return caseFiles(files.root).flatMap((path) => {
    const file = files.read(path);
    if (!file) return [];
    const root = rootOf(file);
    const before = files.problems.list().length;
    schemas.check(root, SCHEMA);
    if (files.problems.list().length > before) return [];
    const owner = findOwner(files, root, path, owners);
    const cases = child(root, "cases");
    return owner && cases ? children(cases).flatMap(([, node]) => readCase(files, owner, node) ?? []) : [];
  });
}

function caseFiles(root: string): readonly string[] {
  const folder = join(root, FOLDER);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/"));
  return names
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => `${FOLDER}/${name}`)
    .sort();
}

function findOwner(
  files: SpecFiles,
  root: SpecNode,
  path: string,
  owners: readonly CaseOwner[],
): CaseOwner | undefined {
  const id = path.slice(FOLDER.length + 1, -".yaml".length);
  const operation = child(root, "operation")?.value;
  const format = child(root, "format")?.value;
  const meant = owners.find((candidate) => candidate.operation.id === operation && candidate.format === format);
  if (meant && (isAuthentication(path) || ownerId(meant) === id)) return meant;
  const says = format === undefined ? `operation '${operation}'` : `operation '${operation}' of format '${format}'`;
  const known = owners.map(ownerId).join(", ");
  files.problems.add(placeOf(root), `is for ${says}; expected what its path says, one of ${known}`);
  return undefined;
}

function isAuthentication(path: string): boolean {
  return path.startsWith(`${FOLDER}/${AUTHENTICATION}/`);
}

function caseId(owner: CaseOwner, node: SpecNode, name: string): string {
  return isAuthentication(node.file.path)
    ? `${AUTHENTICATION}/${owner.operation.id}/${name}`
    : `${ownerId(owner)}/${name}`;
}

function readCase(files: SpecFiles, owner: CaseOwner, node: SpecNode): AuthoredCase | undefined {
  const name = String(child(node, "name")?.value);
  const twinName = child(node, "twin");
  const twin = owner.operation.examples.find((example) => example.name === twinName?.value);
  if (!twin || twin.status >= 300) {
    const known = owner.operation.examples.filter(({ status }) => status < 300).map((example) => example.name);
    const message = `case '${name}' changes the example '${twinName?.value}'; expected a successful one of ${ownerId(owner)}: ${known.join(", ")}`;
    files.problems.add(placeOf(twinName ?? node), message);
    return undefined;
  }
  const request = changeRequest(files, owner, node, twin);
  if (!request || !isInItsFolder(files, node, request)) return undefined;
  const requires = child(node, "requires");
  const expect = child(node, "expect");
  const errorTypes = expect && child(expect, "errorType")?.value;
  const names = expect && child(expect, "names")?.value;
  return {
    id: caseId(owner, node, name),
    owner,
    name,
    node,
    summary: String(child(node, "summary")?.value),
    rule: child(node, "rule")?.value,
    requires: requires ? children(requires).map(([, item]) => String(item.value)) : [],
    request,
    expect: {
      status: [expect && child(expect, "status")?.value].flat(),
      ...(errorTypes !== undefined && { errorTypes: [errorTypes].flat() }),
      ...(names !== undefined && { names }),
    },
  };
}

/** Cases about authentication have a folder of their own, for targets need a declaration of what they check. */
function isInItsFolder(files: SpecFiles, node: SpecNode, { authentication }: ChangedRequest): boolean {
  if ((authentication !== undefined) === isAuthentication(node.file.path)) return true;
  const folder = `${FOLDER}/${AUTHENTICATION}`;
  const fault =
    authentication === undefined
      ? `is not about authentication; expected such cases in ${folder}`
      : `is about authentication; expected a place in ${folder}`;
  files.problems.add(placeOf(node), `case '${child(node, "name")?.value}' ${fault}`);
  return false;
}
