import { groupBy } from "../group-by.ts";
import { type AuthoredCase, isAuthentication } from "../model/authored-case.ts";
import { type CaseOwner, ownerId } from "../model/case-owner.ts";
import { child, type SpecNode } from "../source/spec-node.ts";
import { examplesFile } from "./example-files.ts";
import { generatedFrom } from "./header.ts";
import { jsonText } from "./json-text.ts";

/** The folder of the files, from the root. */
const FOLDER = "conformance/src/gen/cases";

const CHANGES = ["remove", "set", "repeat", "raw", "parameter", "removeParameter", "contentType", "authentication"];

/**
 * `conformance/src/gen/cases/`: the negative cases as changes of examples, a file for each operation, and for each file
 * about authentication.
 */
export function emitCaseFiles(authored: readonly AuthoredCase[]): readonly (readonly [string, string])[] {
  const files = groupBy(authored, ({ node, owner }) =>
    isAuthentication(node.file.path) ? node.file.path : `conformance/cases/${ownerId(owner)}.yaml`,
  );
  return [...files].map(([path, cases]) => [
    `${FOLDER}/${path.slice("conformance/cases/".length, -".yaml".length)}.json`,
    emitCases(writtenIn(path, cases), cases),
  ]);
}

/** The file that the cases of an operation are written in, or the folder of several. */
function writtenIn(path: string, cases: readonly AuthoredCase[]): string {
  const folder = path.slice(0, -".yaml".length);
  return cases.some(({ node }) => node.file.path.startsWith(`${folder}/`)) ? folder : path;
}

function emitCases(path: string, cases: readonly AuthoredCase[]): string {
  const documents = new Map(cases.map(({ rule: { document } }) => [document.key, document]));
  const owner = cases[0]?.owner;
  const hasDerived = cases.some(({ constraint }) => constraint !== undefined);
  return jsonText({
    $comment: generatedFrom("conformance/cases"),
    file: path,
    specs: hasDerived ? owner?.operation.api.root.file.path : undefined,
    examples: owner && examplesFile(owner),
    documents: Object.fromEntries([...documents].map(([key, { title, url }]) => [key, { title, url }])),
    cases: cases.map(caseData),
  });
}

function caseData({ name, rule, node, owner, expect }: AuthoredCase): unknown {
  return {
    name,
    rule: { document: rule.document.key, section: rule.section },
    twin: child(node, "twin")?.value,
    ...changeOf(node, owner),
    expect: expectOf(expect),
  };
}

/** What is expected beside the status. */
function expectOf({ errorTypes, streamException, names }: AuthoredCase["expect"]): unknown {
  const isMore = errorTypes !== undefined || streamException !== undefined || names !== undefined;
  return isMore ? { errorTypes, streamException, names } : undefined;
}

/** The members that make the change, as they are written; but a content type is a header like others. */
function changeOf(node: SpecNode, { operation }: CaseOwner): Readonly<Record<string, unknown>> {
  const [remove, set, repeat, raw, parameter, removeParameter, contentType, authentication] = CHANGES.map(
    (key) => child(node, key)?.value,
  );
  const header = operation.parameters.find(({ name }) => name.toLowerCase() === "content-type")?.name;
  return {
    remove,
    set,
    repeat,
    raw,
    removeParameter,
    parameter: contentType === undefined ? parameter : { name: header, value: contentType },
    authentication,
  };
}
