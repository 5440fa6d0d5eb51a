import type { Case } from "./case.ts";

/**
 * What a case stands for, in the words that manifests use: its api, `operation:<Name>`, `format:<id>`, and `malformed-json` where it sends a
 * text that is no JSON.
 */
export function tagsOf(given: Case): readonly string[] {
  return [
    given.api,
    `operation:${given.operation}`,
    ...(given.format === undefined ? [] : [`format:${given.format}`]),
    ...(given.rawBody === undefined ? [] : ["malformed-json"]),
  ];
}

/** The profiles that a case belongs to. The first is the narrowest. */
export function profilesOf(given: Case): readonly string[] {
  return [
    ...(given.authentication === undefined ? [] : ["auth"]),
    ...(given.format === undefined ? [] : [`format:${given.format}`]),
    given.api,
    given.kind,
    ...(expectsError(given) ? ["errors"] : []),
  ];
}

/** Whether a case conforms only with an error. */
export function expectsError(given: Case): boolean {
  return given.expect.status.every((status) => status >= 400);
}
