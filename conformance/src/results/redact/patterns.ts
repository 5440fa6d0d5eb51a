import { REDACTED } from "./redacted.ts";

/** The account that documents and examples use; it belongs to nobody. */
const DOCUMENTED_ACCOUNT = "111122223333";

/** Members, headers and parameters whose value is a secret. */
const NAMES = [
  "x-api-key",
  "api[-_]?key",
  "secret[-_]?access[-_]?key",
  "access[-_]?key[-_]?id",
  "(?:session|security|access|refresh|auth|bearer|id)[-_]?token",
  "client[-_]?secret",
  "private[-_]?key",
  "password",
  "passphrase",
  "x-amz-(?:credential|signature)",
  "credential",
  "signature",
].join("|");

/** Headers whose value goes on to the end of the line. */
const LINES = "(?:proxy-)?authorization|(?:set-)?cookie";

/** Between a name and its value: as JSON, as JSON within a text of JSON, as a header or as a parameter. */
const SEPARATOR = String.raw`(?:\\?["'])?\s*[:=]\s*`;

const VALUES = String.raw`\\"(?:[^"\\]|\\\\.)*\\"|"(?:[^"\\]|\\.)*"|'[^']*'`;

/** In ARNs, also where they stand in a path: once or twice percent-encoded. */
const ACCOUNT_IN_ARN = /(arn(:|%3A|%253A)aws[\w-]*\2[\w-]*\2[\w-]*\2)(\d{12})(?!\d)/gi;
const ACCOUNT =
  /((?:\b|%[\dA-F]{2})account(?:[-_ ]?id)?(?:\\?["'])?(?:\s|%20|\+){0,2}(?:[:=]|%3A|%3D)?(?:\s|%20|\+){0,2}(?:\\?["'])?)(\d{12})(?!\d)/gi;

const NAMED_LINE = new RegExp(String.raw`(\b(?:${LINES})${SEPARATOR})(${VALUES}|[^\r\n"'\\]+)`, "gi");
const NAMED = new RegExp(String.raw`((?:\b|_)(?:${NAMES})${SEPARATOR})(${VALUES}|[^\s,;&"'\\<>{}[\]]+)`, "gi");
const USER_OF_URL = /(\/\/)[^\s/@"'\\]+(@)/g;
const QUERY = /([?&](?:key|token|sig|auth|code)=)[^\s&"'#\\]+/gi;

/**
 * Keys that are one wherever they stand: of AWS and Bedrock, of OpenAI and others who write theirs alike, JSON web
 * tokens.
 */
const KEYS =
  /(?:\b|(?<=%[\dA-F]{2}))(?:AKIA|ASIA)[A-Z0-9]{12,}\b|\bABSK[A-Za-z0-9+/]{20,}={0,2}|\bbedrock-api-key-[\w+/=.-]+|\bsk-[\w-]{12,}|\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g;

/** A key after the scheme of its header. A plain word, as in "bearer authentication", is none. */
const SCHEME = /\b((?:[Bb]earer|BEARER|[Bb]asic)\s+)(?=[^\s"']*[\dA-Z_+/=~-])[\w.~+/=-]{8,}/g;

/**
 * Replaces keys, and the ids of accounts by the documented one, and nothing else: what a recording holds is to be sent
 * again, and what a prompt or a signature of reasoning looks like is no reason to change it.
 */
export function redactKeys(text: string): string {
  return withDocumentedAccount(text.replaceAll(KEYS, REDACTED).replaceAll(SCHEME, `$1${REDACTED}`));
}

/** A text with the documented account instead of any other. Both have twelve digits: no length changes. */
export function withDocumentedAccount(text: string): string {
  return text
    .replaceAll(ACCOUNT_IN_ARN, (_, before: string) => `${before}${DOCUMENTED_ACCOUNT}`)
    .replaceAll(ACCOUNT, (_, before: string) => `${before}${DOCUMENTED_ACCOUNT}`);
}

/** Replaces what looks like a secret, and the ids of accounts. */
export function redactPatterns(text: string): string {
  return text
    .replaceAll(USER_OF_URL, `$1${REDACTED}$2`)
    .replaceAll(KEYS, REDACTED)
    .replaceAll(NAMED_LINE, redactNamed)
    .replaceAll(NAMED, redactNamed)
    .replaceAll(QUERY, `$1${REDACTED}`)
    .replaceAll(SCHEME, `$1${REDACTED}`)
    .replaceAll(ACCOUNT_IN_ARN, (whole, before: string, _separator: string, id: string) => account(whole, before, id))
    .replaceAll(ACCOUNT, (whole, before: string, id: string) => account(whole, before, id));
}

function account(whole: string, before: string, id: string): string {
  return id === DOCUMENTED_ACCOUNT ? whole : `${before}${REDACTED}`;
}

/** The quotes stay, so that what was JSON still is. Numbers and the like are no secrets. */
function redactNamed(whole: string, name: string, value: string): string {
  if (/^(?:null|true|false|-?[\d.]+)$/.test(value)) {
    return whole;
  }
  const quote = /^\\?["']/.exec(value)?.[0] ?? "";
  return `${name}${quote}${REDACTED}${quote}`;
}
