import { existsSync, globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Credentials, signRequest } from "../sign-request.ts";
import type { WireRequest } from "../wire-request.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { type VerifySignatureOptions, verifySignature } from "./verify-signature.ts";

const credentials: Credentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};
const now = new Date("2015-08-30T12:36:00Z");
const TOKEN_HEADER = "x-amz-security-token";

/**
 * Adds its token after signing, for services that want it so. Bedrock does not: what is verified here refuses a token
 * that is not signed.
 */
const TOKEN_AFTER_SIGNING = "post-sts-header-after";

const folder = fileURLToPath(new URL("../../../../../shared/vectors/sigv4/", import.meta.url));
const vectors = existsSync(folder) ? globSync("**/*.req", { cwd: folder }).toSorted() : [];
const names = vectors.map((file) => file.replace(/\.req$/, ""));

test.skipIf(names.length > 0)("skipped: AWS's vectors are not beside the repository", () => {});

test.skipIf(names.length === 0)("holds all 34 vectors, one of them for a service of another kind", () => {
  expect(names).toHaveLength(34);
  expect(names.filter((name) => basename(name) === TOKEN_AFTER_SIGNING)).toHaveLength(1);
});

test.each(names)("signs %s as AWS does", async (name) => {
  const { token, ...vector } = read(name);
  const isSigned = token !== undefined && basename(name) !== TOKEN_AFTER_SIGNING;
  const headers = await signRequest(unsigned(vector), {
    credentials: { ...credentials, ...(isSigned ? { sessionToken: token } : {}) },
    region: "us-east-1",
    service: "service",
    date: now,
    hasContentHashHeader: false,
  });
  expect(headers.authorization).toBe(authorizationOf(name));
});

test.each(names.filter((name) => basename(name) !== TOKEN_AFTER_SIGNING))("verifies %s", async (name) => {
  const { token, ...vector } = read(name);
  expect(await verifySignature(vector, against(token))).toBeUndefined();
  const later = new Date(now.getTime() + 6 * 60_000);
  expect(await verifySignature(vector, { ...against(token), now: later })).toMatchObject({ kind: "expired" });
});

test.skipIf(names.length === 0)(`refuses ${TOKEN_AFTER_SIGNING} for its unsigned token alone`, async () => {
  const { token, ...vector } = read(`post-sts-token/${TOKEN_AFTER_SIGNING}/${TOKEN_AFTER_SIGNING}`);
  expect(await verifySignature(vector, against(token))).toMatchObject({ kind: "unsigned-header" });
  const headers = vector.headers.filter(([header]) => header.toLowerCase() !== TOKEN_HEADER);
  expect(await verifySignature({ ...vector, headers }, against(undefined))).toBeUndefined();
});

function against(token: string | undefined): VerifySignatureOptions {
  const known = { ...credentials, ...(token === undefined ? {} : { sessionToken: token }) };
  return { credentials: (id) => (id === known.accessKeyId ? known : undefined), service: "service", now };
}

/**
 * The signed request of a vector; `token` is its session token. The signature is read from its file of its own: that in
 * the signed request of get-vanilla-with-session-token is the one of get-vanilla, which covers no token.
 */
function read(name: string): ReceivedRequest & { readonly token: string | undefined } {
  const [head = "", body = ""] = readFileSync(`${folder}${name}.sreq`, "utf8").split("\n\n");
  // A line that begins with a space continues the one before it. https://www.rfc-editor.org/rfc/rfc9112#section-5.2
  const [start = "", ...lines] = head.trimEnd().split(/\n(?! )/);
  const [, method = "", target = ""] = /^(\S+) (.*) HTTP\/1\.1$/.exec(start) ?? [];
  const headers = lines.map((line) => {
    const [, header = "", value = ""] = /^([^:]+):(.*)$/s.exec(line) ?? [];
    return [header, header === "Authorization" ? authorizationOf(name) : value.replace(/^ /, "")] as const;
  });
  const token = headers.find(([header]) => header.toLowerCase() === TOKEN_HEADER)?.[1];
  return { method, target, headers, body: new TextEncoder().encode(body), token };
}

function authorizationOf(name: string): string {
  return readFileSync(`${folder}${name}.authz`, "utf8").trim();
}

/**
 * The same request before it is signed. A vector's path is not encoded yet, and its signature encodes it once: it is
 * given as it is.
 */
function unsigned({ method, target, headers, body }: ReceivedRequest): WireRequest {
  const [path = "", query = ""] = target.split("?");
  const parameters = new URLSearchParams(query);
  const joined: Record<string, string> = {};
  for (const [name, value] of headers.map(([header, text]) => [header.toLowerCase(), text] as const)) {
    joined[name] = joined[name] === undefined ? value : `${joined[name]},${value}`;
  }
  const { [TOKEN_HEADER]: _token, "x-amz-date": _date, authorization: _authorization, ...rest } = joined;
  return {
    method,
    path,
    query: Object.fromEntries([...parameters.keys()].map((name) => [name, parameters.getAll(name)])),
    headers: rest,
    ...(body === undefined ? {} : { body }),
  };
}
