import { operationNamed } from "@bedrock-contract/wire";
import type { CaseHead } from "../case.ts";
import { isRetired, RETIRED } from "./retired-formats.ts";

/** What a case is of, in the words that manifests use: its api, `operation:<Name>`, `format:<id>`, `retired`, `memory`. */
export function tagsOf(given: CaseHead): readonly string[] {
  return [
    given.api,
    `operation:${given.operation}`,
    ...(given.format === undefined ? [] : [`format:${given.format}`]),
    ...(isRetired(given.format) ? [RETIRED] : []),
    // What a request has changed, the next one finds.
    ...(given.after === undefined ? [] : ["memory"]),
  ];
}

/** Looks harder instead of selecting cases: what else is a warning fails. */
export const STRICT = "strict";

/** The profiles that a case belongs to. The first is the narrowest. */
export function profilesOf(given: CaseHead): readonly string[] {
  return [
    ...(given.authentication === undefined ? [] : ["auth"]),
    ...(given.format === undefined ? [] : [`format:${given.format}`]),
    given.api,
    ...(given.api === "management" && isWrite(given) ? ["management-writes"] : []),
    ...(given.requires.includes("streaming") ? ["streaming"] : []),
    given.kind,
    ...(given.constraint === undefined ? [] : ["constraints"]),
    ...(expectsError(given) ? ["errors"] : []),
  ];
}

/**
 * Whether a case is about an operation that changes something in the account, even where the request is to be refused.
 */
export function isWrite({ operation, requires }: CaseHead): boolean {
  return requires.includes("writes") || operationNamed(operation)?.writes === true;
}

/** Whether a case conforms with an error, perhaps beside a success. */
export function mayBeRefused(given: CaseHead): boolean {
  return given.expect.status.some((status) => status >= 400);
}

/** Whether a case conforms only with an error. */
export function expectsError(given: CaseHead): boolean {
  return given.expect.status.every((status) => status >= 400);
}
