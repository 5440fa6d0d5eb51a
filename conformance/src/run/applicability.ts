import { gatewayApis, operationNamed, pathParameters } from "@bedrock-contract/wire";
import type { CaseHead } from "../case.ts";
import { readCaseIndex } from "../cases/case-index.ts";
import { isWrite, tagsOf } from "../cases/case-tags.ts";
import { ASSUMED_FEATURES, COMMITMENTS } from "../cases/features.ts";
import { suiteCase } from "../cases/load-cases.ts";
import { RETIRED } from "../cases/retired-formats.ts";
import type { TargetManifest } from "../targets/manifest.ts";
import { isPrivateTarget } from "../targets/paid-host.ts";
import { longestWait, waitsForEnd } from "./ask-again.ts";
import { changesOthers } from "./removals.ts";

/** Why a target's manifest says that a case does not apply to it; undefined where it does. */
export function unsupportedReason(given: CaseHead, manifest: TargetManifest): string | undefined {
  const { unsupported = [], operations = [given.operation] } = manifest.features ?? {};
  const offered = offeredFeatures(manifest);
  const absent = [...given.requires, ...tagsOf(given)].find((tag) => unsupported.includes(tag));
  if (absent !== undefined) {
    return absent === RETIRED ? "the models of its format are retired" : `needs ${absent}`;
  }
  if (!operations.includes(given.operation)) {
    return "the manifest does not list its operation";
  }
  const before = given.after && suiteCase(given.after.case);
  if (before !== undefined && !isOffered(before, manifest)) {
    return `the target does not offer what comes before it, ${before.id}`;
  }
  if (!isOwn(manifest) && commits(given)) {
    return "it cannot be undone";
  }
  // A target that is wrong may do what it should refuse.
  const needed = isWrite(given) ? [...given.requires, "writes"] : given.requires;
  const missing = needed.find((feature) => !offered.has(feature));
  if (missing !== undefined) {
    return `needs ${missing}`;
  }
  if (longestWait(manifest) === undefined && waitsForEnd(given)) {
    return "it waits for the end of a job, which needs limits.jobMs or a clock";
  }
  // Nobody else's, and the same again for the next run.
  if (!isOwn(manifest) && changesOthers(given)) {
    return "it changes a resource that existed before the run";
  }
  return endpointReason(given, manifest) ?? modelReason(given, manifest) ?? resourceReason(given, manifest);
}

/** A manifest is asked for each case. */
const offers = new WeakMap<TargetManifest, ReadonlySet<string>>();

function offeredFeatures(manifest: TargetManifest): ReadonlySet<string> {
  const known = offers.get(manifest) ?? new Set(impliedFeatures(manifest, manifest.features?.supported ?? []));
  offers.set(manifest, known);
  return known;
}

/**
 * A protocol whose endpoint is named is spoken. A replayed example exists; so does a resource that the manifest names. A target for
 * which one kind of authentication is asked for is taken to check it.
 */
function impliedFeatures(manifest: TargetManifest, supported: readonly string[]): readonly string[] {
  const { auth, replay, resources } = manifest;
  return [
    ...supported,
    ...ASSUMED_FEATURES,
    ...gatewayApis.filter((api) => manifest.endpoints?.[api] !== undefined),
    ...(replay === "exact" || resources !== undefined ? ["existing-resource"] : []),
    ...(isOwn(manifest) ? [COMMITMENTS] : []),
    ...(auth === "sigv4" || auth === "bearer" ? [`authentication-${auth}`] : []),
  ];
}

/** Whether a target offers the operation of a case, and those of the cases before it. */
function isOffered({ operation, after }: CaseHead, manifest: TargetManifest): boolean {
  const { unsupported = [], operations = [operation] } = manifest.features ?? {};
  const before = after && suiteCase(after.case);
  const isOwn = operations.includes(operation) && !unsupported.includes(`operation:${operation}`);
  return isOwn && (before === undefined || isOffered(before, manifest));
}

/** Whether a case, or one before it, asks for what cannot be taken back, even where it is to be refused. */
function commits({ requires, after }: CaseHead): boolean {
  const before = after && suiteCase(after.case);
  return requires.includes(COMMITMENTS) || (before !== undefined && commits(before));
}

/** Whether what is there is there for the run alone, or stays as the examples show it, in nobody's account. */
function isOwn(manifest: TargetManifest): boolean {
  return manifest.start !== undefined || (manifest.replay === "exact" && isPrivateTarget(manifest));
}

function endpointReason({ api }: CaseHead, { endpoints }: TargetManifest): string | undefined {
  return endpoints === undefined || endpoints[api] !== undefined ? undefined : `the manifest names no ${api} endpoint`;
}

/** Formats and roles are named apart: a manifest that names a model for one of them means all of its kind. */
function modelReason({ format, model }: CaseHead, { models = {} }: TargetManifest): string | undefined {
  const name = format ?? model?.role;
  const { roles } = readCaseIndex();
  const isMeant = Object.keys(models).some((each) => roles.includes(each) === (format === undefined));
  return name === undefined || !isMeant || models[name] !== undefined
    ? undefined
    : `the manifest names no model for ${name}`;
}

function resourceReason(given: CaseHead, { resources, replay }: TargetManifest): string | undefined {
  if (!given.requires.includes("existing-resource") || resources === undefined || replay === "exact") {
    return undefined;
  }
  const missing = resourceNamesOf(given).find((name) => resources[name] === undefined);
  return missing === undefined ? undefined : `the manifest names no resource for ${missing}`;
}

/** The names of what must exist in the account for a case: path parameters, and members of the request. */
function resourceNamesOf(given: CaseHead): readonly string[] {
  const { after } = given;
  const before = after === undefined ? undefined : operationNamed(after.case.split("/")[1] ?? "");
  const taken = Object.keys(after?.parameters ?? {});
  return [
    ...pathParametersOf(given).filter((name) => !taken.includes(name)),
    ...[operationNamed(given.operation), before].flatMap((operation) => Object.keys(operation?.resources ?? {})),
  ];
}

/** The names of the path parameters of a case's operation. */
export function pathParametersOf(given: CaseHead): readonly string[] {
  const operation = operationNamed(given.operation);
  return operation === undefined ? [] : pathParameters(operation);
}
