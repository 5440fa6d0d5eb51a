import { encodePathLabel } from "../path-label.ts";
import { headerValues, type ReceivedRequest } from "./received-request.ts";

/** The parts of a canonical request that the request alone does not hold. */
export interface CanonicalParts {
  /** Names of the signed headers in lower case, in ascending order. */
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
}

/**
 * The text that Signature Version 4 hashes, made from a request as it was received: the path is normalised and encoded
 * once more, the query decoded, encoded anew and sorted.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalRequest(request: ReceivedRequest, { signedHeaders, payloadHash }: CanonicalParts): string {
  const mark = request.target.indexOf("?");
  const path = mark === -1 ? request.target : request.target.slice(0, mark);
  const query = mark === -1 ? "" : request.target.slice(mark + 1);
  const headerLines = signedHeaders.map(
    (name) => `${name}:${headerValues(request, name).map(canonicalValue).join(",")}`,
  );
  return [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    ...headerLines,
    "",
    signedHeaders.join(";"),
    payloadHash,
  ].join("\n");
}

function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") {
      segments.pop();
    } else if (segment !== "" && segment !== ".") {
      segments.push(encodePathLabel(segment));
    }
  }
  return `/${segments.join("/")}${segments.length > 0 && path.endsWith("/") ? "/" : ""}`;
}

function canonicalQuery(query: string): string {
  return query
    .split("&")
    .filter((pair) => pair !== "")
    .map(canonicalPair)
    .toSorted(byNameThenValue)
    .map((pair) => pair.join("="))
    .join("&");
}

type Pair = readonly [name: string, value: string];

function canonicalPair(text: string): Pair {
  const mark = text.indexOf("=");
  const [name, value] = mark === -1 ? [text, ""] : [text.slice(0, mark), text.slice(mark + 1)];
  return [encodedAnew(name), encodedAnew(value)];
}

/** A malformed percent-encoding stands for itself. */
function encodedAnew(text: string): string {
  try {
    return encodePathLabel(decodeURIComponent(text));
  } catch {
    return encodePathLabel(text);
  }
}

/** By code unit, as AWS sorts; `localeCompare` would mix the cases. */
function byNameThenValue(one: Pair, other: Pair): number {
  return compare(one[0], other[0]) || compare(one[1], other[1]);
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

function canonicalValue(value: string): string {
  return value.replaceAll(/[ \t\r\n]+/g, " ").replaceAll(/^ | $/g, "");
}
