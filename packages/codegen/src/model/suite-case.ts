import { groupBy } from "../group-by.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, rootOf, type SpecNode } from "../source/spec-node.ts";
import { askedWith } from "./asked-with.ts";
import type { AuthoredCase } from "./authored-case.ts";
import { type CaseOwner, ownerId } from "./case-owner.ts";
import type { Example } from "./example.ts";
import { modelNeeded, type NeededModel, type NeededModels } from "./model-role.ts";
import { featuresNeeded, type NeededFeature } from "./needed-feature.ts";
import { isStream, isStreamed } from "./operation.ts";
import { type RequirementSet, sinceOf } from "./requirement-set.ts";

/** What is known of a case before its request is read: enough to choose it. */
export interface SuiteCase {
  readonly id: string;
  readonly owner: CaseOwner;
  readonly kind: "documented" | "authored" | "negative";
  readonly summary: string;
  readonly requires: readonly string[];
  /** The model that it needs, where no format says so. */
  readonly model: NeededModel | undefined;
  /** What is wrong with the authentication of its request. */
  readonly authentication: string | undefined;
  readonly status: readonly unknown[];
  /** The date of the set of requirements that it belongs to; undefined for none. */
  readonly since: string | undefined;
  /** The side of an exchange that it judges; undefined for the server. */
  readonly appliesTo: string | undefined;
  /** The case that is sent before it, and what of its response this one is about. */
  readonly after: unknown;
  /** Until when its request is sent again. */
  readonly again: unknown;
  /** The keyword of the specs that it breaks, where it follows from that alone. */
  readonly constraint: string | undefined;
}

/** What cases are read with. */
export interface SuiteCaseSources {
  readonly files: SpecFiles;
  readonly sets: readonly RequirementSet[];
  readonly features: readonly NeededFeature[];
  readonly models: NeededModels;
}

/** Every case: those of the examples and the authored ones, the cases of one operation together. */
export function suiteCases(
  sources: SuiteCaseSources,
  owners: readonly CaseOwner[],
  authored: readonly AuthoredCase[],
): readonly SuiteCase[] {
  const cases = [
    ...owners.flatMap((owner) => owner.operation.examples.map((example) => ofExample(sources, owner, example))),
    ...authored.map((each) => ofAuthored(sources, each)),
  ];
  return [...groupBy(cases, ({ id }) => id.slice(0, id.lastIndexOf("/"))).values()].flat();
}

function ofExample({ files, sets, features, models }: SuiteCaseSources, owner: CaseOwner, example: Example): SuiteCase {
  const node = rootOf(example.file);
  const source = child(node, "x-source");
  const body = askedWith(owner.operation, example)?.request?.value;
  const streaming = isStreamed(owner.operation, example) ? ["streaming"] : [];
  const id = `${ownerId(owner)}/${example.name}`;
  return {
    id,
    owner,
    kind: source && child(source, "kind")?.value === "documented" ? "documented" : "authored",
    summary: String(child(node, "summary")?.value),
    requires: requiresOf(owner, [...example.requires, ...streaming, ...featuresNeeded(features, owner, body)]),
    model: modelNeeded(models, owner, body),
    authentication: undefined,
    status: [example.status, ...example.otherStatuses],
    since: sinceOf(files, sets, { id, node }),
    appliesTo: sideOf(child(node, "appliesTo")?.value),
    after: afterOf(owner, child(node, "after")),
    again: child(node, "again")?.value,
    constraint: undefined,
  };
}

function afterOf({ api }: CaseOwner, after: SpecNode | undefined): unknown {
  if (!after) return undefined;
  const [operation, example, times, parameters, request, finds] = [
    "operation",
    "example",
    "times",
    "parameters",
    "request",
    "finds",
  ].map((key) => child(after, key)?.value);
  return { case: `${api}/${operation}/${example}`, times, parameters, request, finds };
}

function ofAuthored({ files, sets, features, models }: SuiteCaseSources, authored: AuthoredCase): SuiteCase {
  const { id, owner, summary, requires, request, expect, node, constraint } = authored;
  const malformed = request.rawBody === undefined ? [] : ["malformed-json"];
  return {
    id,
    owner,
    kind: "negative",
    summary,
    requires: requiresOf(owner, [...requires, ...malformed, ...featuresNeeded(features, owner, request.body)]),
    model: modelNeeded(models, owner, request.body),
    authentication: request.authentication,
    status: expect.status,
    since: sinceOf(files, sets, { id, node }),
    appliesTo: sideOf(child(node, "appliesTo")?.value),
    after: undefined,
    again: undefined,
    constraint,
  };
}

/**
 * An API can need a feature of its target; an operation that streams needs a target that does, whatever its cases are
 * about. One that changes the account may do so even where its request should be refused.
 */
function requiresOf({ operation }: CaseOwner, requires: readonly string[]): readonly string[] {
  const streaming = isStream(operation) ? ["streaming"] : [];
  const writes = operation.writes ? ["writes"] : [];
  return [...new Set([...operation.api.requires, ...requires, ...streaming, ...writes])];
}

function sideOf(appliesTo: unknown): string | undefined {
  return appliesTo === undefined || appliesTo === "server" ? undefined : String(appliesTo);
}
