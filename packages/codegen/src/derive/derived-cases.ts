import type { Checks } from "../check/checks.ts";
import type { FileSchemas } from "../check/file-schemas.ts";
import type { AuthoredCase } from "../model/authored-case.ts";
import { type CaseOwner, ownerId } from "../model/case-owner.ts";
import { changeRequest } from "../model/change-request.ts";
import { type CitedDocument, readDocuments } from "../model/document.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, rootOf, type SpecNode } from "../source/spec-node.ts";
import { type Breach, breachesOf } from "./breaches.ts";

/** Where it is written which APIs have derived cases, and the shape of that file; from the root. */
const FILE = "conformance/constraints.yaml";
const SCHEMA = "conformance/constraints.schema.json";

/** What a request with one broken constraint is, by the keyword; `*` stands for the member. */
const SUMMARIES: Readonly<Record<string, string>> = {
  required: "Refuses a request without *.",
  type: "Refuses a value of another type as *.",
  enum: "Refuses a value of * that does not exist.",
  format: "Refuses a value of * in another form.",
  minLength: "Refuses a value of * that is too short.",
  maxLength: "Refuses a value of * that is too long.",
  pattern: "Refuses a value of * that its pattern does not match.",
  minimum: "Refuses a value of * that is too small.",
  maximum: "Refuses a value of * that is too large.",
  minItems: "Refuses a list of too few elements as *.",
  maxItems: "Refuses a list of too many elements as *.",
  minProperties: "Refuses a value of * without a member.",
  maxProperties: "Refuses a value of * with too many members.",
};

/** Keywords about the kind of a value, which a server may note while it reads the request. */
const OF_TYPE = ["type", "format"];

/** What cases are derived from, and by. */
interface DerivedCasesSources {
  readonly files: SpecFiles;
  readonly schemas: FileSchemas;
  readonly checks: Checks;
}

/**
 * The cases that follow from the constraints of the specs: each breaks one, where no case that is written does so
 * already.
 */
export function derivedCases(
  { files, schemas, checks }: DerivedCasesSources,
  owners: readonly CaseOwner[],
  authored: readonly AuthoredCase[],
): readonly AuthoredCase[] {
  const file = files.read(FILE);
  if (!file) return [];
  const root = rootOf(file);
  schemas.check(root, SCHEMA);
  const documents = readDocuments(files, schemas);
  const written = new Set(authored.flatMap((each) => brokenBy(checks, each)));
  return owners.flatMap((owner) => {
    const api = owner.format === undefined ? child(root, owner.api) : undefined;
    const document = api && documents.get(String(child(api, "document")?.value));
    if (!api || !document) return [];
    return breachesOf(files, owner)
      .filter((breach) => !written.has(keyOf(owner, breach.place, breach.keyword)))
      .flatMap((breach) => caseOf(files, { owner, api, document }, breach) ?? []);
  });
}

function caseOf(
  files: SpecFiles,
  { owner, api, document }: { readonly owner: CaseOwner; readonly api: SpecNode; readonly document: CitedDocument },
  { twin, keyword, place, change }: Breach,
): AuthoredCase | undefined {
  const steps = place.replace("?", "/").split("/").slice(1);
  const member = steps.join(".").replaceAll(".*", "[]");
  const name = ["constraint", keyword, ...steps.map((step) => (step === "*" ? "each" : step))].map(kebab).join("-");
  const summary = (SUMMARIES[keyword] ?? "").replace("*", () => member);
  const node: SpecNode = {
    ...api,
    value: { name, summary, twin: twin.name, since: child(api, "since")?.value, ...change },
  };
  const request = changeRequest(files, owner, node, twin);
  const errorTypes = child(api, OF_TYPE.includes(keyword) ? "errorTypesOfType" : "errorTypes")?.value;
  return (
    request && {
      id: `${ownerId(owner)}/${name}`,
      owner,
      name,
      summary,
      node,
      constraint: keyword,
      rule: { document, section: `${owner.operation.id} ${member}` },
      requires: [],
      request,
      expect: { status: [400], errorTypes: [errorTypes].flat(), names: steps.findLast((step) => step !== "*") },
    }
  );
}

/** The constraints that a written case breaks. */
function brokenBy(checks: Checks, { owner, request }: AuthoredCase): readonly string[] {
  if (request.authentication !== undefined || request.rawBody !== undefined) return [];
  const broken = (place: string, keyword: string, missing: unknown): string =>
    keyOf(owner, keyword === "required" ? `${place}/${missing}` : place, keyword);
  return [
    ...checks
      .parameters(owner, request.parameters)
      .map(({ instancePath, keyword, params }) => broken(instancePath, keyword, params.missingProperty)),
    ...(request.body === undefined ? [] : checks.request(owner, request.body)).map(
      ({ instancePath, keyword, params }) => broken(instancePath, keyword, params.missingProperty),
    ),
  ];
}

/** Elements are not told apart, nor are parameters from members of the same name. */
function keyOf(owner: CaseOwner, place: string, keyword: string): string {
  return `${ownerId(owner)}${place.replace("?", "/").replaceAll(/\/\d+(?=\/|$)/g, "/*")} ${keyword}`;
}

function kebab(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .toLowerCase();
}
