import { expect, test } from "vitest";
import { createAuthenticator, hasCredentialEvidence } from "./authenticator.ts";

const request = { method: "GET", path: "/foundation-models", query: {}, headers: { accept: "application/json" } };
const endpoint = new URL("http://127.0.0.1:1");
const nowhere = { HOME: "/nonexistent" };
const keys = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret-secret" };

test("an environment without credentials leaves requests unsigned", async () => {
  const { authenticate, secrets } = await createAuthenticator("auto", { environment: nowhere, region: "us-east-1" });

  expect(await authenticate(request, endpoint)).toEqual(request.headers);
  expect(secrets).toEqual([]);
});

test("keys in the environment sign for the region", async () => {
  const environment = { ...nowhere, ...keys, AWS_SESSION_TOKEN: "token-token" };
  const { authenticate, secrets } = await createAuthenticator("auto", { environment, region: "eu-west-1" });

  const headers = await authenticate(request, endpoint);

  expect(headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/bedrock\/aws4_request/,
  );
  expect(headers["x-amz-security-token"]).toBe("token-token");
  expect(secrets).toEqual(["secret-secret", "token-token"]);
});

test("a bearer key is sent only when asked for", async () => {
  const options = { environment: { ...nowhere, AWS_BEARER_TOKEN_BEDROCK: "bedrock-key" }, region: "us-east-1" };

  const automatic = await createAuthenticator("auto", options);
  const asked = await createAuthenticator("bearer", options);
  const aws = await createAuthenticator("aws", options);

  expect(await automatic.authenticate(request, endpoint)).not.toHaveProperty("authorization");
  expect(await asked.authenticate(request, endpoint)).toMatchObject({ authorization: "Bearer bedrock-key" });
  expect(await aws.authenticate(request, endpoint)).toMatchObject({ authorization: "Bearer bedrock-key" });
});

test.each([
  { given: nowhere, want: false },
  { given: { ...nowhere, AWS_REGION: "us-east-1" }, want: false },
  { given: { ...nowhere, AWS_PROFILE: "work" }, want: true },
  { given: { ...nowhere, AWS_SHARED_CREDENTIALS_FILE: import.meta.filename }, want: true },
  { given: { ...nowhere, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/x" }, want: true },
])("$given shows credentials: $want", ({ given, want }) => {
  expect(hasCredentialEvidence(given)).toBe(want);
});
