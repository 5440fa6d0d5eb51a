import { describe, expect, it } from "vitest";
import { createIdentityProvider } from "./authentication.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const environment = { AWS_BEARER_TOKEN_BEDROCK: "key-from-environment" };

describe("createIdentityProvider", () => {
  const cases = [
    {
      name: "unsigned before all else",
      given: { unsigned: true, bearerToken: "key", credentials },
      want: { kind: "none" },
    },
    {
      name: "a bearer token before credentials",
      given: { bearerToken: "key", credentials },
      want: { kind: "bearer", token: "key" },
    },
    {
      name: "given credentials before the environment's bearer key",
      given: { credentials },
      want: { kind: "sigv4", credentials },
    },
    {
      name: "the environment's bearer key before the chain",
      given: {},
      want: { kind: "bearer", token: "key-from-environment" },
    },
    {
      name: "a provider of credentials",
      given: { credentials: async () => credentials },
      want: { kind: "sigv4", credentials },
    },
    { name: "a provider of a bearer key", given: { bearerToken: () => "key" }, want: { kind: "bearer", token: "key" } },
    {
      name: "a bearer key without the line break after it",
      given: { bearerToken: "key\n" },
      want: { kind: "bearer", token: "key" },
    },
  ];
  it.each(cases)("takes $name", async ({ given, want }) => {
    expect(await createIdentityProvider(given, environment)()).toEqual(want);
  });

  const mistakes = [
    { given: { bearerToken: "my secret" } },
    { given: { bearerToken: "" } },
    { given: { credentials: { ...credentials, sessionToken: "a\nsecret" } } },
  ];
  it.each(mistakes)("refuses $given without quoting it", async ({ given }) => {
    const error: unknown = await createIdentityProvider(given, {})().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toMatch(/my secret|a\nsecret/);
  });
});
