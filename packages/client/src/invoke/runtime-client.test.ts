import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BedrockRuntimeClient, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { modelId, request } from "../../test/call-stream.ts";
import { answerJson, startServer } from "../../test/start-server.ts";
import { invokeModel } from "./invoke-model.ts";
import { createRuntimeClient, type RuntimeClientOptions } from "./runtime-client.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bedrock-contract-region-"));
  await writeFile(join(folder, "config"), "[profile eu]\nregion = eu-central-1\n");
  vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config"));
  for (const name of ["REGION", "DEFAULT_REGION", "PROFILE", "ENDPOINT_URL", "ENDPOINT_URL_BEDROCK_RUNTIME"]) {
    vi.stubEnv(`AWS_${name}`, undefined);
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe("createRuntimeClient without a region", () => {
  it("says which option or variable to set", async () => {
    const client = createRuntimeClient({ credentials });
    const message = expect.stringContaining("a region is needed: pass the option region, or set AWS_REGION");
    await expect(invokeModel(client, "bedrock-completion", modelId, request)).rejects.toMatchObject({
      code: "ConfigurationError",
      message,
      operation: "InvokeModel",
    });
    await expect(client.send(new InvokeModelCommand({ modelId, body: "{}" }))).rejects.toMatchObject({ message });
    client.destroy();
  });

  it("says the same for a client that the AWS SDK made", async () => {
    const client = new BedrockRuntimeClient({ credentials });
    await expect(invokeModel(client, "bedrock-completion", modelId, request)).rejects.toMatchObject({
      code: "ConfigurationError",
    });
    client.destroy();
  });

  it("needs none at an endpoint", async () => {
    await using server = await startServer(answerJson(200, { generation: "a" }));
    const scopeOf = async (options: RuntimeClientOptions) => {
      const client = createRuntimeClient({ credentials, ...options });
      await invokeModel(client, "bedrock-completion", modelId, request);
      client.destroy();
      return /Credential=AKIDEXAMPLE\/\d+\/([^/]+)\//.exec(server.received.at(-1)?.headers.authorization ?? "")?.[1];
    };
    expect(await scopeOf({ endpoint: server.url })).toBe("us-east-1");
    expect(await scopeOf({ sdk: { endpoint: server.url } })).toBe("us-east-1");
    vi.stubEnv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", server.url);
    expect(await scopeOf({})).toBe("us-east-1");
    vi.stubEnv("AWS_DEFAULT_REGION", "eu-west-1");
    expect(await scopeOf({})).toBe("eu-west-1");
    vi.stubEnv("AWS_REGION", "eu-north-1");
    expect(await scopeOf({})).toBe("eu-north-1");
    expect(await scopeOf({ region: "eu-south-1" })).toBe("eu-south-1");
  });

  it.each([
    { where: "the environment's profile", profile: "eu", sdk: {} },
    { where: "the profile of an option", profile: undefined, sdk: { profile: "eu" } },
  ])("finds it in $where", async ({ profile, sdk }) => {
    vi.stubEnv("AWS_PROFILE", profile);
    const client = createRuntimeClient({ credentials, sdk });
    expect(await client.config.region()).toBe("eu-central-1");
    client.destroy();
  });
});
