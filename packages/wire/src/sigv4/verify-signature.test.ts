import { describe, expect, test } from "vitest";
import { createRequest } from "../create-request.ts";
import { operations } from "../operations.ts";
import { type Credentials, signRequest } from "../sign-request.ts";
import { requestTarget } from "../wire-request.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { verifySignature } from "./verify-signature.ts";

const permanent: Credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const temporary: Credentials = { ...permanent, accessKeyId: "ASIAEXAMPLE", sessionToken: "token" };
const now = new Date("2026-01-02T03:04:05Z");
const endpoint = "https://bedrock-runtime.us-east-1.amazonaws.com";
const modelId = "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456";
const invoke = createRequest(operations.InvokeModel, { parameters: { modelId }, body: { prompt: "Hé!" } });

interface Signing {
  readonly credentials?: Credentials;
  readonly region?: string;
  readonly service?: string;
  readonly hasContentHashHeader?: boolean;
  readonly date?: Date;
}

async function received(signing: Signing = {}, wire = invoke): Promise<ReceivedRequest> {
  const options = { credentials: permanent, region: "us-east-1", endpoint, date: now, ...signing };
  const headers = Object.entries(await signRequest(wire, options));
  const body = typeof wire.body === "string" ? new TextEncoder().encode(wire.body) : (wire.body ?? new Uint8Array());
  return {
    method: wire.method,
    target: requestTarget(wire),
    headers: [["Host", new URL(endpoint).host], ["user-agent", "not signed"], ...headers],
    body,
  };
}

async function kindOf(request: ReceivedRequest, time = now): Promise<string | undefined> {
  const failure = await verifySignature(request, {
    credentials: (id) => [permanent, temporary].find(({ accessKeyId }) => accessKeyId === id),
    region: "us-east-1",
    now: time,
  });
  return failure?.kind;
}

/** A copy with other values of some headers; undefined takes a header away. */
function withHeaders(request: ReceivedRequest, other: Readonly<Record<string, string | undefined>>): ReceivedRequest {
  const rest = request.headers.filter(([name]) => !Object.hasOwn(other, name.toLowerCase()));
  const added = Object.entries(other).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return { ...request, headers: [...rest, ...added] };
}

function authorizationOf(request: ReceivedRequest): string {
  return request.headers.find(([name]) => name === "authorization")?.[1] ?? "";
}

describe("verifySignature", () => {
  test("verifies each day with the key of that day", async () => {
    for (const date of [now, new Date("2026-01-03T03:04:05Z"), now]) {
      expect(await kindOf(await received({ date }), date)).toBeUndefined();
    }
  });

  test("verifies what signRequest signed, up to five minutes away", async () => {
    for (const signing of [{}, { credentials: temporary }, { hasContentHashHeader: false }]) {
      const request = await received(signing);
      for (const minutes of [-5, 0, 5]) {
        expect(await kindOf(request, new Date(now.getTime() + minutes * 60_000))).toBeUndefined();
      }
    }
  });

  test("verifies labels and query values of every kind", async () => {
    const odd = "a b+c&d=e/é'!*()%41~\u{1f600}";
    const list = createRequest(operations.ListModelCustomizationJobs, {
      parameters: { nameContains: odd, maxResults: 5 },
    });
    const get = createRequest(operations.GetFoundationModel, { parameters: { modelIdentifier: odd } });
    expect(await kindOf(await received({}, list))).toBeUndefined();
    expect(await kindOf(await received({}, get))).toBeUndefined();
    expect(
      await kindOf(await received({}, { ...invoke, path: "/model/anthropic.claude-v2:1/invoke" })),
    ).toBeUndefined();
  });

  test("verifies an unsigned payload as such", async () => {
    const headers = { ...invoke.headers, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
    const request = await received({}, { ...invoke, headers });
    expect(await kindOf({ ...request, body: new Uint8Array([1]) })).toBeUndefined();
  });

  test.each([
    { title: "no authorization", other: { authorization: undefined }, want: "missing-authorization" },
    { title: "another scheme", other: { authorization: "Basic dXNlcjpwYXNz" }, want: "malformed-authorization" },
    { title: "the scheme alone", other: { authorization: "AWS4-HMAC-SHA256" }, want: "malformed-authorization" },
    { title: "no date", other: { "x-amz-date": undefined }, want: "missing-date" },
    { title: "a date of another form", other: { "x-amz-date": "2026-01-02T03:04:05Z" }, want: "missing-date" },
    { title: "a date that is none", other: { "x-amz-date": "20261302T030405Z" }, want: "missing-date" },
    { title: "a signed header that is not there", other: { "content-type": undefined }, want: "absent-signed-header" },
    { title: "a token that is not signed", other: { "x-amz-security-token": "token" }, want: "unsigned-header" },
    { title: "another body hash", other: { "x-amz-content-sha256": "0".repeat(64) }, want: "wrong-payload-hash" },
    { title: "another content type", other: { "content-type": "text/plain" }, want: "wrong-signature" },
    { title: "another host", other: { host: "bedrock.example" }, want: "wrong-signature" },
  ])("refuses $title", async ({ other, want }) => {
    expect(await kindOf(withHeaders(await received(), other))).toBe(want);
  });

  test.each([
    {
      title: "an unknown key",
      signing: { credentials: { ...permanent, accessKeyId: "AKIDOTHER" } },
      want: "unknown-access-key",
    },
    {
      title: "a wrong secret",
      signing: { credentials: { ...permanent, secretAccessKey: "other" } },
      want: "wrong-signature",
    },
    { title: "another region", signing: { region: "eu-west-1" }, want: "wrong-scope-region" },
    { title: "another service", signing: { service: "s3" }, want: "wrong-scope-service" },
    {
      title: "no session token",
      signing: { credentials: { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "secret" } },
      want: "missing-session-token",
    },
    {
      title: "a wrong session token",
      signing: { credentials: { ...temporary, sessionToken: "tokem" } },
      want: "wrong-session-token",
    },
    {
      title: "a session token where none belongs",
      signing: { credentials: { ...permanent, sessionToken: "token" } },
      want: "wrong-session-token",
    },
  ])("refuses $title", async ({ signing, want }) => {
    expect(await kindOf(await received(signing))).toBe(want);
  });

  test.each([
    { change: ["Credential=AKIDEXAMPLE/20260102/", "Credential=AKIDEXAMPLE/20260103/"], want: "wrong-scope-date" },
    { change: ["/aws4_request", "/aws4"], want: "malformed-authorization" },
    { change: ["/us-east-1/", "/us-east-1/x/"], want: "malformed-authorization" },
    { change: ["Credential=", "Credentials="], want: "malformed-authorization" },
    { change: ["host;", ""], want: "unsigned-header" },
    { change: ["content-type;host", "host;content-type"], want: "malformed-authorization" },
    { change: ["content-type;host", "Content-Type;host"], want: "malformed-authorization" },
    { change: ["Signature=", "Signature=0"], want: "malformed-authorization" },
    { change: [", Signature=", ", Extra=1, Signature="], want: "malformed-authorization" },
    { change: [", Signature=", ", Signature=0, Signature="], want: "malformed-authorization" },
  ])("refuses an authorization in which $change.0 became $change.1", async ({ change: [from = "", to = ""], want }) => {
    const request = await received();
    const authorization = authorizationOf(request).replace(from, to);
    expect(await kindOf(withHeaders(request, { authorization }))).toBe(want);
  });

  test("takes the parts of an authorization with and without spaces between them", async () => {
    const request = await received();
    const authorization = authorizationOf(request).replaceAll(", ", ",");
    expect(await kindOf(withHeaders(request, { authorization }))).toBeUndefined();
  });

  test("takes the host from :authority where HTTP/2 made it that", async () => {
    const { headers, ...request } = await received();
    const renamed = headers.map(([name, value]) => [name === "Host" ? ":authority" : name, value] as const);
    expect(await kindOf({ ...request, headers: renamed })).toBeUndefined();
    const other = renamed.map(([name, value]) => [name, name === ":authority" ? "bedrock.example" : value] as const);
    expect(await kindOf({ ...request, headers: other })).toBe("wrong-signature");
  });

  test("refuses two authorizations", async () => {
    const request = await received();
    const twice = [...request.headers, ["Authorization", authorizationOf(request)] as const];
    expect(await kindOf({ ...request, headers: twice })).toBe("malformed-authorization");
  });

  test("refuses a signature more than five minutes away, on both sides", async () => {
    const request = await received();
    expect(await kindOf(request, new Date(now.getTime() + 300_001))).toBe("expired");
    expect(await kindOf(request, new Date(now.getTime() - 300_001))).toBe("not-yet-valid");
  });

  test("refuses every change of a single bit", async () => {
    const request = await received({ credentials: temporary });
    const signed = /SignedHeaders=([^,]+)/.exec(authorizationOf(request))?.[1]?.split(";") ?? [];
    const changed = [
      ...flips(request.method).map((method) => ({ ...request, method })),
      ...flips(request.target).map((target) => ({ ...request, target })),
      ...flips(new TextDecoder("latin1").decode(request.body)).map((text) => ({
        ...request,
        body: Uint8Array.from(text, (character) => character.charCodeAt(0)),
      })),
      ...["authorization", ...signed].flatMap((name) => {
        const value = request.headers.find((header) => header[0].toLowerCase() === name)?.[1] ?? "";
        return flips(value).map((flipped) => withHeaders(request, { [name]: flipped }));
      }),
    ];
    expect(changed.length).toBeGreaterThan(3000);
    const verdicts = await Promise.all(changed.map((each) => kindOf(each)));
    expect(changed.filter((_, index) => verdicts[index] === undefined)).toEqual([]);
  });

  test("names the exception of AWS, and no secret, in what it says", async () => {
    const known = { ...permanent, secretAccessKey: "wJalrXUtnFEMI" };
    const failure = await verifySignature(await received(), { credentials: () => known, now });
    expect(failure).toEqual({
      kind: "wrong-signature",
      errorType: "InvalidSignatureException",
      message: expect.not.stringContaining(known.secretAccessKey),
    });
  });
});

/** All texts that differ from this one, of single bytes, in one of the eight bits of one character. */
function flips(text: string): string[] {
  return Array.from(text).flatMap((character, index) =>
    [0, 1, 2, 3, 4, 5, 6, 7].map(
      (bit) => text.slice(0, index) + String.fromCharCode(character.charCodeAt(0) ^ (1 << bit)) + text.slice(index + 1),
    ),
  );
}
