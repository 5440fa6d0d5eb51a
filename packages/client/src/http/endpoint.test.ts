import { describe, expect, it } from "vitest";
import { resolveEndpoint } from "./endpoint.ts";

const service = { AWS_ENDPOINT_URL_BEDROCK: "http://127.0.0.1:1" };
const all = { AWS_ENDPOINT_URL: "http://127.0.0.1:2" };
const region = { AWS_REGION: "eu-west-1" };
const fallback = { AWS_DEFAULT_REGION: "us-west-2" };

describe("resolveEndpoint", () => {
  const cases = [
    { given: { endpoint: "http://127.0.0.1:3/" }, environment: { ...service, ...all }, want: "http://127.0.0.1:3" },
    { given: { endpoint: new URL("http://127.0.0.1:3/base/") }, environment: {}, want: "http://127.0.0.1:3/base" },
    { given: {}, environment: { ...service, ...all, ...region }, want: "http://127.0.0.1:1" },
    { given: {}, environment: { ...all, ...region }, want: "http://127.0.0.1:2" },
    { given: { region: "us-east-1" }, environment: region, want: "https://bedrock.us-east-1.amazonaws.com" },
    { given: {}, environment: { ...region, ...fallback }, want: "https://bedrock.eu-west-1.amazonaws.com" },
    { given: {}, environment: fallback, want: "https://bedrock.us-west-2.amazonaws.com" },
    { given: { region: "cn-north-1" }, environment: {}, want: "https://bedrock.cn-north-1.amazonaws.com.cn" },
    { given: { region: "us-gov-west-1" }, environment: {}, want: "https://bedrock.us-gov-west-1.amazonaws.com" },
    { given: { region: "us-isob-east-1" }, environment: {}, want: "https://bedrock.us-isob-east-1.sc2s.sgov.gov" },
  ];
  it.each(cases)("finds $want", ({ given, environment, want }) => {
    expect(resolveEndpoint(given, environment).url).toBe(want);
  });

  it("signs for us-east-1 where an endpoint is given and no region", () => {
    expect(resolveEndpoint({ endpoint: "http://127.0.0.1:3" }, {}).region).toBe("us-east-1");
  });

  const mistakes = [
    { given: {}, want: "A region is needed: pass the option region or set AWS_REGION" },
    { given: { region: "us-east-1.evil.example/" }, want: "is not an AWS region" },
    { given: { endpoint: "127.0.0.1:4010" }, want: "must be a URL" },
    { given: { endpoint: "http://user:hunter2@127.0.0.1" }, want: "must not hold a user name" },
  ];
  it.each(mistakes)("refuses $given", ({ given, want }) => {
    expect(() => resolveEndpoint(given, {})).toThrow(want);
    expect(() => resolveEndpoint(given, {})).not.toThrow("hunter2");
  });
});
