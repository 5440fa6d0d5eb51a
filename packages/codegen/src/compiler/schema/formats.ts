/** Formats that decide: the function of the run-time module that checks each, and its meaning in words. */
export const FORMATS: ReadonlyMap<string, { readonly check: string; readonly phrase: string }> = new Map([
  ["date-time", { check: "isDateTime", phrase: "a time such as 2026-01-31T09:30:00Z" }],
  ["date", { check: "isDate", phrase: "a date such as 2026-01-31" }],
  ["time", { check: "isTime", phrase: "a time of day such as 09:30:00Z" }],
  ["duration", { check: "isDuration", phrase: "a duration such as P1DT12H" }],
  ["uuid", { check: "isUuid", phrase: "a UUID" }],
  ["uri", { check: "isUri", phrase: "an absolute URI" }],
  ["uri-reference", { check: "isUriReference", phrase: "a URI reference" }],
  ["email", { check: "isEmail", phrase: "an email address" }],
  ["hostname", { check: "isHostname", phrase: "a host name" }],
  ["ipv4", { check: "isIpv4", phrase: "an IPv4 address" }],
  ["ipv6", { check: "isIpv6", phrase: "an IPv6 address" }],
  ["json-pointer", { check: "isJsonPointer", phrase: "a JSON pointer" }],
  ["relative-json-pointer", { check: "isRelativeJsonPointer", phrase: "a relative JSON pointer" }],
  ["regex", { check: "isRegex", phrase: "a regular expression of ECMAScript" }],
]);

/** Formats that only tell a program how to hold a value. */
export const REPRESENTATIONS: ReadonlySet<string> = new Set([
  "int32",
  "int64",
  "float",
  "double",
  "byte",
  "binary",
  "password",
]);
