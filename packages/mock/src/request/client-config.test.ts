import { BedrockClient, ListFoundationModelsCommand } from "@aws-sdk/client-bedrock";
import { BedrockRuntimeClient, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import { afterEach, expect, test, vi } from "vitest";
import { type StartMockOptions, startMock } from "../start-mock.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const credentials = { accessKeyId: "ID", secretAccessKey: "SECRET", sessionToken: "TOKEN" };
const invocation = {
  modelId: "anthropic.claude-v2:1",
  body: JSON.stringify({ prompt: "\n\nHuman: Hello\n\nAssistant:", max_tokens_to_sample: 10 }),
};

/** The environment of a machine where nobody has set up AWS. */
function leaveAwsOut(): void {
  for (const name of Object.keys(process.env).filter((each) => each.startsWith("AWS_"))) {
    vi.stubEnv(name, undefined);
  }
  vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
}

test.each<StartMockOptions>([
  {},
  { credentials },
  { credentials, region: "eu-west-1" },
  { bearerToken: "KEY" },
  { credentials, bearerToken: "KEY" },
])("leads the clients of the AWS SDK to a mock with %j, with no AWS variables set", async (options) => {
  leaveAwsOut();
  await using mock = await startMock(options);
  const runtime = new BedrockRuntimeClient(mock.clientConfig);
  const management = new BedrockClient(mock.clientConfig);
  expect((await runtime.send(new InvokeModelCommand(invocation))).$metadata.httpStatusCode).toBe(200);
  expect((await management.send(new ListFoundationModelsCommand())).$metadata.httpStatusCode).toBe(200);
  runtime.destroy();
  management.destroy();
});

test("sends no key of the environment to the mock", async () => {
  leaveAwsOut();
  vi.stubEnv("AWS_BEARER_TOKEN_BEDROCK", "key-of-environment");
  await using mock = await startMock({ credentials });
  const client = new BedrockRuntimeClient(mock.clientConfig);
  expect((await client.send(new InvokeModelCommand(invocation))).$metadata.httpStatusCode).toBe(200);
  client.destroy();
});
