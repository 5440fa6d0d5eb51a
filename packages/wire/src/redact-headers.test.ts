import { expect, test } from "vitest";
import { isSecretName, redactHeaders } from "./redact-headers.ts";

test("replaces the values of headers that carry secrets, and no others", () => {
  expect(
    redactHeaders({ Authorization: "Bearer key", "x-amz-security-token": "t", "x-amz-date": "20260101T000000Z" }),
  ).toEqual({
    Authorization: "REDACTED",
    "x-amz-security-token": "REDACTED",
    "x-amz-date": "20260101T000000Z",
  });
});

test.each(
  [
    ...["Authorization", "proxy-authorization", "cookie", "Set-Cookie", "x-amz-security-token", "X-Amz-Credential"],
    ...["X-Amz-Signature", "x-api-key", "api-key", "apikey", "api_key", "x-goog-api-key", "ocp-apim-subscription-key"],
    ...["x-auth-token", "access_token", "token", "sig", "client_secret", "password"],
  ].map((name) => [name]),
)("%s carries a secret", (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each(
  [
    ...["x-amzn-bedrock-input-token-count", "nextToken", "maxKeys", "x-amz-date", "x-amz-content-sha256", "host"],
    ...["content-type", "X-Amz-SignedHeaders", "x-amzn-requestid", "keyword", "design", "max_tokens", "author"],
  ].map((name) => [name]),
)("%s carries none", (name) => {
  expect(isSecretName(name)).toBe(false);
});
