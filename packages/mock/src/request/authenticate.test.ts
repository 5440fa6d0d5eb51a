import { BedrockClient, GetFoundationModelCommand, ListModelCustomizationJobsCommand } from "@aws-sdk/client-bedrock";
import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Mock, startMock } from "../start-mock.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const temporary = { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "secret", sessionToken: "token/+=" };
const modelId = "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456";
const body = JSON.stringify({ prompt: "Who are you?" });
const ORIGIN = "http://internal.amazon.com/coral/com.amazon.coral.service/";

let open: Mock;
let signed: Mock;
let token: Mock;
let keyed: Mock;

beforeAll(async () => {
  [open, signed, token, keyed] = await Promise.all([
    startMock(),
    startMock({ credentials }),
    startMock({ credentials: temporary, region: "eu-west-1" }),
    startMock({ credentials, bearerToken: "bedrock-api-key-1" }),
  ]);
});
afterAll(() => Promise.all([open, signed, token, keyed].map((mock) => mock.close())));

const handlers = [
  { name: "HTTP/2", handler: () => ({}) },
  { name: "HTTP/1.1", handler: () => ({ requestHandler: new NodeHttpHandler() }) },
];

describe.each(handlers)("with the AWS SDK over $name", ({ handler }) => {
  test("answers the right credentials", async () => {
    expect(await invoke(signed, { credentials, ...handler() })).toBe(200);
  });

  test("answers the right credentials with their session token, for the region that it was started for", async () => {
    expect(await invoke(token, { credentials: temporary, region: "eu-west-1", ...handler() })).toBe(200);
  });

  test("streams to the right credentials", async () => {
    const client = runtimeClient(signed, { credentials, ...handler() });
    const command = new InvokeModelWithResponseStreamCommand({ modelId, body, contentType: "application/json" });
    try {
      const { body: events } = await client.send(command);
      let chunks = 0;
      for await (const { chunk } of events ?? []) {
        chunks += chunk === undefined ? 0 : 1;
      }
      expect(chunks).toBeGreaterThan(0);
    } finally {
      client.destroy();
    }
  });

  test("answers the right bearer key, and beside it still the credentials", async () => {
    const bearer = { token: { token: "bedrock-api-key-1" }, authSchemePreference: ["httpBearerAuth"] };
    expect(await invoke(keyed, { ...bearer, ...handler() })).toBe(200);
    expect(await invoke(keyed, { credentials, ...handler() })).toBe(200);
  });

  test.each([
    {
      title: "a wrong secret",
      config: { credentials: { ...credentials, secretAccessKey: "other" } },
      want: "InvalidSignatureException",
      names:
        /^The request signature we calculated does not match.*\n\nThe Canonical String.*\n'POST\n\/model\/.*\n(?:.*\n)*.*\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n/,
    },
    {
      title: "an unknown key",
      config: { credentials: { ...credentials, accessKeyId: "AKIDOTHER" } },
      want: "UnrecognizedClientException",
      names: /^The security token included in the request is invalid\.$/,
    },
    {
      title: "another region",
      config: { credentials, region: "us-west-2" },
      want: "InvalidSignatureException",
      names: /^Credential should be scoped to a valid region\.$/,
    },
    {
      title: "a clock that is ten minutes late",
      config: { credentials, systemClockOffset: -600_000 },
      want: "InvalidSignatureException",
      names: /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
    },
    {
      title: "a clock that is ten minutes early",
      config: { credentials, systemClockOffset: 600_000 },
      want: "InvalidSignatureException",
      names: /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z/,
    },
    {
      title: "a session token that does not belong",
      config: { credentials: { ...credentials, sessionToken: "other" } },
      want: "UnrecognizedClientException",
      names: /^The security token included in the request is invalid\.$/,
    },
    {
      title: "a bearer key",
      config: { token: { token: "bedrock-api-key-1" }, authSchemePreference: ["httpBearerAuth"] },
      want: "AccessDeniedException",
      names: /^Authentication failed: Please make sure your API Key is valid\.$/,
    },
  ])("refuses $title", async ({ config, want, names }) => {
    const error = await invoke(signed, { ...config, ...handler() }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: want,
      message: expect.stringMatching(names),
      $metadata: { httpStatusCode: 403, requestId: expect.any(String) },
    });
  });

  test("refuses credentials whose session token is missing", async () => {
    const { sessionToken: _token, ...rest } = temporary;
    const sent = invoke(token, { credentials: rest, region: "eu-west-1", ...handler() });
    await expect(sent).rejects.toMatchObject({ name: "UnrecognizedClientException" });
  });

  test("refuses a wrong bearer key", async () => {
    const config = { token: { token: "bedrock-api-key-2" }, authSchemePreference: ["httpBearerAuth"], ...handler() };
    await expect(invoke(keyed, config)).rejects.toMatchObject({
      name: "AccessDeniedException",
      $metadata: { httpStatusCode: 403 },
    });
  });

  test("refuses a body that was changed after it was signed", async () => {
    const client = runtimeClient(signed, { credentials, ...handler() });
    client.middlewareStack.add(
      (next) => (args) => {
        // The SDK types a request in its middleware as unknown.
        const request = args.request as { body: unknown };
        request.body = body.replace("Who", "How");
        return next(args);
      },
      { step: "deserialize", priority: "low" },
    );
    const sent = client.send(new InvokeModelCommand({ modelId, body, contentType: "application/json" }));
    await expect(sent).rejects.toMatchObject({ name: "InvalidSignatureException" });
    client.destroy();
  });
});

test.each(["a b+c&d=e/f", "%41?#[]@!$'()*,;", "é\u{1f600}", "a=b", "~-._"])(
  "verifies the query value %j as the SDK signs it",
  async (nameContains) => {
    expect(await statusOf((client) => client.send(new ListModelCustomizationJobsCommand({ nameContains })))).not.toBe(
      403,
    );
  },
);

test.each([modelId, "anthropic.claude-v2:1", "a b+c/d%2Fe", "é"])(
  "verifies the path label %j as the SDK signs it",
  async (modelIdentifier) => {
    expect(await statusOf((client) => client.send(new GetFoundationModelCommand({ modelIdentifier })))).toBeOneOf([
      200, 400, 404,
    ]);
  },
);

test.each([
  { mock: () => signed, authorization: undefined, want: "MissingAuthenticationTokenException" },
  { mock: () => keyed, authorization: undefined, want: "MissingAuthenticationTokenException" },
  { mock: () => signed, authorization: "Basic dXNlcjpwYXNz", want: "IncompleteSignatureException" },
  {
    mock: () => signed,
    authorization: "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE",
    want: "IncompleteSignatureException",
  },
  { mock: () => keyed, authorization: "Bearer", want: "AccessDeniedException" },
  { mock: () => keyed, authorization: "Bearer bedrock-api-key-1 x", want: "AccessDeniedException" },
  { mock: () => open, authorization: "Basic dXNlcjpwYXNz", want: "IncompleteSignatureException" },
  { mock: () => open, authorization: "Bearer", want: "AccessDeniedException" },
])("answers $want to $authorization", async ({ mock, authorization, want }) => {
  for (const path of ["/foundation-models", "/no/such/path"]) {
    // Neither the path nor the body was looked at, or the response would be about them.
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const response = await fetch(`${mock().url}${path}`, { method: "POST", headers, body: "{" });
    expect(response.status).toBe(403);
    expect(response.headers.get("x-amzn-errortype")).toBe(`${want}:${ORIGIN}`);
    const member = want === "AccessDeniedException" ? "Message" : "message";
    expect(await response.json()).toEqual({ [member]: expect.stringMatching(/^[A-Z]/) });
  }
});

test("answers any bearer key and any signature without credentials, and requests with neither", async () => {
  const bearer = await fetch(`${open.url}/foundation-models`, { headers: { authorization: "bearer any" } });
  expect(bearer.status).toBe(200);
  expect((await fetch(`${open.url}/foundation-models`)).status).toBe(200);
  expect(await invoke(open, { credentials: { accessKeyId: "any", secretAccessKey: "any" }, region: "x-1" })).toBe(200);
});

test("refuses the ARN of a model in another Region than that of the mock, or of the signature", async () => {
  const invokeIn = async (mock: Mock, region: string, headers: Readonly<Record<string, string>> = {}) => {
    const arn = encodeURIComponent(modelId.replace("us-east-1", region));
    const sent = { "content-type": "application/json", ...headers };
    const response = await fetch(`${mock.url}/model/${arn}/invoke`, { method: "POST", headers: sent, body });
    return response.status === 200 ? "answered" : Object(await response.json()).message;
  };
  expect(await invokeIn(open, "us-east-1")).toBe("answered");
  expect(await invokeIn(open, "eu-west-1")).toBe("The provided model identifier is invalid.");
  const scope = "AKID/20260101/eu-west-1/bedrock/aws4_request";
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`;
  const signedThere = { authorization, "x-amz-date": "20260101T000000Z" };
  expect(await invokeIn(open, "eu-west-1", signedThere)).toBe("answered");
  expect(await invokeIn(open, "us-east-1", signedThere)).toBe("The provided model identifier is invalid.");
});

function runtimeClient(mock: Mock, config: BedrockRuntimeClientConfig): BedrockRuntimeClient {
  return new BedrockRuntimeClient({ endpoint: mock.url, region: "us-east-1", maxAttempts: 1, ...config });
}

async function invoke(mock: Mock, config: BedrockRuntimeClientConfig): Promise<number | undefined> {
  const client = runtimeClient(mock, config);
  try {
    const region = String(config.region ?? "us-east-1");
    const input = { modelId: modelId.replace("us-east-1", region), body, contentType: "application/json" };
    const command = new InvokeModelCommand(input);
    return (await client.send(command)).$metadata.httpStatusCode;
  } finally {
    client.destroy();
  }
}

interface Output {
  readonly $metadata: { readonly httpStatusCode?: number | undefined };
}

/** The status of a response, whether the SDK takes it for an error or not. */
async function statusOf(send: (client: BedrockClient) => Promise<Output>): Promise<number | undefined> {
  const client = new BedrockClient({ endpoint: signed.url, region: "us-east-1", maxAttempts: 1, credentials });
  try {
    // What the SDK raises for a response has the same metadata as an output.
    const { $metadata } = await send(client).catch((reason: unknown) => reason as Output);
    return $metadata.httpStatusCode;
  } finally {
    client.destroy();
  }
}
