import { expect, test } from "vitest";
import { encodePathLabel } from "./path-label.ts";
import { bearerHeaders, signRequest } from "./sign-request.ts";
import type { WireRequest } from "./wire-request.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const date = new Date("2015-08-30T12:36:00Z");
const modelPath = `/model/${encodePathLabel("anthropic.claude-v2:1")}/invoke`;
const request: WireRequest = {
  method: "POST",
  path: modelPath,
  query: {},
  headers: { "content-type": "application/json" },
  body: "{}",
};

test("signs for bedrock by default, with the hash of the body and without returning the host", async () => {
  const headers = await signRequest(request, {
    credentials,
    region: "us-east-1",
    date,
    endpoint: "https://bedrock-runtime.us-east-1.amazonaws.com",
  });
  expect(headers).toEqual({
    "content-type": "application/json",
    "x-amz-date": "20150830T123600Z",
    "x-amz-content-sha256": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    authorization: expect.stringMatching(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20150830\/us-east-1\/bedrock\/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
    ),
  });
});

test("sends and signs the session token of temporary credentials", async () => {
  const headers = await signRequest(request, {
    credentials: { ...credentials, sessionToken: "token" },
    region: "us-east-1",
    endpoint: "http://127.0.0.1:1",
  });
  expect(headers["x-amz-security-token"]).toBe("token");
  expect(headers.authorization).toContain("x-amz-date;x-amz-security-token");
});

test("signs the path of the endpoint too", async () => {
  const options = { credentials, region: "us-east-1", date };
  const [bare, prefixed] = await Promise.all(
    ["http://host.example", "http://host.example/base/"].map((endpoint) =>
      signRequest(request, { ...options, endpoint }),
    ),
  );
  const whole = await signRequest(
    { ...request, path: `/base${modelPath}` },
    { ...options, endpoint: "http://host.example" },
  );
  expect(prefixed).toEqual(whole);
  expect(prefixed).not.toEqual(bare);
});

test("throws without any host to sign for", async () => {
  await expect(signRequest(request, { credentials, region: "us-east-1" })).rejects.toThrow("endpoint");
});

test("writes a bearer key", () => {
  expect(bearerHeaders("key")).toEqual({ authorization: "Bearer key" });
});
