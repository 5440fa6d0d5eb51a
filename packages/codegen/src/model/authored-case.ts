import type { FileSchemas } from "../check/file-schemas.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, placeOf, rootOf, type SpecNode } from "../source/spec-node.ts";
import { filesBelow, type Tree } from "../source/tree.ts";
import { writtenCases } from "./case-file.ts";
import { type CaseOwner, ownerId } from "./case-owner.ts";
import { type ChangedRequest, changeRequest } from "./change-request.ts";
import { type CitedDocument, DOCUMENTS, readDocuments } from "./document.ts";
import type { Example } from "./example.ts";
import { isStream, isSuccess } from "./operation.ts";

/** Where the authored cases are, and the shape of their files; from the root. */
const FOLDER = "conformance/cases";
const SCHEMA = "conformance/cases.schema.json";

/** The folder of the cases about authentication; its files are for any operation. */
const AUTHENTICATION = "auth";

/** A case that is one change away from an example. */
export interface AuthoredCase {
  /**
   * `<owner>/<name>`, for example `management/GetFoundationModel/unknown-id`; about authentication,
   * `auth/<operation>/<name>`.
   */
  readonly id: string;
  readonly owner: CaseOwner;
  readonly name: string;
  readonly summary: string;
  /** The keyword of the specs that it breaks, where it follows from that alone; undefined for what is written. */
  readonly constraint?: string;
  /** The case with what its group and its file state for it. */
  readonly node: SpecNode;
  readonly rule: CitedRule;
  readonly requires: readonly string[];
  readonly request: ChangedRequest;
  readonly expect: {
    readonly status: readonly unknown[];
    readonly errorTypes?: readonly unknown[];
    readonly streamException?: unknown;
    readonly names?: unknown;
  };
}

/** Where it is written that a conformant implementation does what a case expects. */
export interface CitedRule {
  readonly document: CitedDocument;
  readonly section: string;
}

/** Reads the authored cases of all operations. */
export function readAuthoredCases(
  files: SpecFiles,
  schemas: FileSchemas,
  owners: readonly CaseOwner[],
): readonly AuthoredCase[] {
  const documents = readDocuments(files, schemas);
  return caseFiles(files.tree).flatMap((path) => {
    const file = files.read(path);
    if (!file) return [];
    const root = rootOf(file);
    const before = files.problems.list().length;
    schemas.check(root, SCHEMA);
    if (files.problems.list().length > before) return [];
    const owner = findOwner(files, root, path, owners);
    return owner ? writtenCases(root).flatMap((node) => readCase({ files, documents, owner }, node) ?? []) : [];
  });
}

function caseFiles(tree: Tree): readonly string[] {
  return filesBelow(tree, FOLDER)
    .filter((path) => path.endsWith(".yaml"))
    .toSorted();
}

function findOwner(
  files: SpecFiles,
  root: SpecNode,
  path: string,
  owners: readonly CaseOwner[],
): CaseOwner | undefined {
  const place = `${path.slice(FOLDER.length + 1, -".yaml".length)}/`;
  const operation = child(root, "operation")?.value;
  const format = child(root, "format")?.value;
  const meant = owners.find((candidate) => candidate.operation.id === operation && candidate.format === format);
  if (meant && (isAuthentication(path) || place.startsWith(`${ownerId(meant)}/`))) return meant;
  const folder = place.slice(0, place.indexOf("/") + 1);
  const known = owners.map(ownerId).filter((id) => id.startsWith(folder));
  // What is wrong with the document of the folder has been said, and hides all its operations.
  if (known.length === 0 && files.problems.list().length > 0) return undefined;
  const says = format === undefined ? `operation '${operation}'` : `operation '${operation}' of format '${format}'`;
  const expected = known.length > 0 ? `one of ${known.join(", ")}` : "which begins with an API or a format";
  files.problems.add(placeOf(root), `is for ${says}; expected what its path says, ${expected}`);
  return undefined;
}

/** Whether a file of cases is one of those about authentication. */
export function isAuthentication(path: string): boolean {
  return path.startsWith(`${FOLDER}/${AUTHENTICATION}/`);
}

function caseId(owner: CaseOwner, node: SpecNode, name: string): string {
  return isAuthentication(node.file.path)
    ? `${AUTHENTICATION}/${owner.operation.id}/${name}`
    : `${ownerId(owner)}/${name}`;
}

/** What a case is read with. */
interface Reading {
  readonly files: SpecFiles;
  readonly documents: ReadonlyMap<string, CitedDocument>;
  readonly owner: CaseOwner;
}

function readCase({ files, documents, owner }: Reading, node: SpecNode): AuthoredCase | undefined {
  const name = String(child(node, "name")?.value);
  const rule = readRule(files, documents, node);
  const twin = readTwin(files, owner, node);
  const request = twin && changeRequest(files, owner, node, twin);
  const expect = readExpectation(files, owner, node);
  if (!rule || !request || !expect || !isInItsFolder(files, node, request)) return undefined;
  const requires = child(node, "requires");
  return {
    id: caseId(owner, node, name),
    owner,
    name,
    node,
    summary: String(child(node, "summary")?.value),
    rule,
    requires: [
      ...(requires ? children(requires).map(([, item]) => String(item.value)) : []),
      ...(request.authentication === undefined ? [] : [authenticationFeature(request.authentication)]),
    ],
    request,
    expect,
  };
}

function readRule(
  files: SpecFiles,
  documents: ReadonlyMap<string, CitedDocument>,
  node: SpecNode,
): CitedRule | undefined {
  const rule = child(node, "rule") ?? node;
  const [key, section] = ["document", "section"].map((member) => child(rule, member)?.value);
  const document = documents.get(String(key));
  if (document && section !== undefined) return { document, section: String(section) };
  const refuse = (fault: string): undefined => {
    files.problems.add(placeOf(rule), `case '${child(node, "name")?.value}' cites ${fault}`);
  };
  const lacks = [key === undefined && "document", section === undefined && "section"].find((each) => each !== false);
  return lacks === undefined
    ? refuse(`the document '${key}'; expected one of ${DOCUMENTS}: ${[...documents.keys()].join(", ")}`)
    : refuse(`no ${lacks}; expected \`rule\` with both, here, in its group or in its file`);
}

function readTwin(files: SpecFiles, owner: CaseOwner, node: SpecNode): Example | undefined {
  const name = child(node, "twin");
  const twin = owner.operation.examples.find((example) => example.name === name?.value);
  if (twin && isSuccess(twin)) return twin;
  const known = owner.operation.examples.filter(isSuccess).map((example) => example.name);
  const message = `case '${child(node, "name")?.value}' changes the example '${name?.value}'; expected a successful one of ${ownerId(owner)}: ${known.join(", ")}`;
  files.problems.add(placeOf(name ?? node), message);
  return undefined;
}

function readExpectation(
  files: SpecFiles,
  { operation }: CaseOwner,
  node: SpecNode,
): AuthoredCase["expect"] | undefined {
  const expect = child(node, "expect") ?? node;
  const [status, errorTypes, streamException, names] = ["status", "errorType", "streamException", "names"].map(
    (member) => child(expect, member)?.value,
  );
  const refuse = (fault: string): undefined => {
    files.problems.add(placeOf(expect), `case '${child(node, "name")?.value}' ${fault}`);
  };
  const statuses = status === undefined ? [] : [status].flat();
  if (statuses.length === 0) {
    return refuse("expects no status; expected `expect: {status: …}`, here, in its group or in its file");
  }
  if (statuses.some((each) => Number(each) < 300) !== (streamException !== undefined)) {
    return refuse(
      "expects a success without an exception, or the reverse; expected both status 200 and streamException",
    );
  }
  if (streamException !== undefined && !isStream(operation)) {
    return refuse(`expects an exception in a stream, but ${operation.id} does not stream; expected an error's status`);
  }
  return {
    status: statuses,
    ...(errorTypes !== undefined && { errorTypes: [errorTypes].flat() }),
    ...(streamException !== undefined && { streamException }),
    ...(names !== undefined && { names }),
  };
}

/**
 * What is wrong with a key is checked only by a target that takes keys, what is wrong with a signature by one that
 * takes signatures.
 */
function authenticationFeature(authentication: string): string {
  return authentication.startsWith("bearer-") ? "authentication-bearer" : "authentication-sigv4";
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
