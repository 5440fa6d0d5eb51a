import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { loadCases } from "@bedrock-contract/conformance";
import { startMock } from "@bedrock-contract/mock";
import { possibleFormats } from "@bedrock-contract/validators";
import { type ChatCompletionRequest, LLMock } from "@copilotkit/aimock";

/** A gateway of somebody else, on loopback; `await using` stops it. */
export interface ThirdParty extends AsyncDisposable {
  /** What `--gateway-endpoint` takes. */
  readonly url: string;
  /** What the suite is told besides. */
  readonly flags?: readonly string[];
}

/**
 * Starts aimock with two answers: a tool call where there are tools to call, else a text. As a Bedrock it has no path
 * of its own.
 */
export async function startAimock(path = "/v1"): Promise<ThirdParty> {
  const mock = new LLMock({ port: 0 });
  const location = JSON.stringify({ location: "Shanghai", unit: "celsius" });
  mock.on(
    { endpoint: "chat", predicate: callsTool },
    { toolCalls: [{ name: "get_current_weather", arguments: location }] },
  );
  mock.on(
    { endpoint: "chat", predicate: (request) => !callsTool(request) },
    { content: "3.9 is the bigger one — größer als 3.11 🙂." },
  );
  const url = await mock.start();
  return { url: `${url}${path}`, [Symbol.asyncDispose]: () => mock.stop() };
}

function callsTool({ tools, messages }: ChatCompletionRequest): boolean {
  return (tools?.length ?? 0) > 0 && messages.at(-1)?.role !== "tool";
}

/** Starts mock-llm as it comes: it echoes the last message. */
export async function startMockLlm(): Promise<ThirdParty> {
  const port = await freePort();
  const main = createRequire(import.meta.url).resolve("@dwmkerr/mock-llm");
  const env = { PATH: process.env.PATH, HOST: "127.0.0.1", PORT: String(port) };
  const server = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "ignore"] });
  await listening(server, server.stdout, "server running on");
  return {
    url: `http://127.0.0.1:${port}/v1`,
    [Symbol.asyncDispose]: () => stopped(server),
  };
}

/** Starts moto by the command that the variable MOTO_SERVER names. Its url is what `--management-endpoint` takes. */
export async function startMoto(command: string): Promise<ThirdParty> {
  const port = await freePort();
  const server = spawn(command, ["-H", "127.0.0.1", "-p", String(port)], { stdio: ["ignore", "ignore", "pipe"] });
  await listening(server, server.stderr, "Press CTRL+C to quit");
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => stopped(server),
  };
}

/** Starts Portkey's gateway, which asks a mock of ours. */
export async function startPortkey(): Promise<ThirdParty> {
  const mock = await startMock();
  const port = await freePort();
  const main = join(
    createRequire(import.meta.url).resolve("@portkey-ai/gateway/package.json"),
    "../build/start-server.js",
  );
  const flags = [main, `--port=${port}`, "--headless"];
  const server = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "ignore"] });
  await listening(server, server.stdout, "Ready for connections");
  return {
    url: `http://127.0.0.1:${port}/v1`,
    flags: ["--header", `x-portkey-custom-host: ${mock.url}`],
    [Symbol.asyncDispose]: () => stopped(server).then(mock.close),
  };
}

/** The models that LiteLLM is told of: one that chats, one that reasons, one that embeds. */
const MODELS = [
  "anthropic.claude-3-sonnet-20240229-v1:0",
  "us.anthropic.claude-3-7-sonnet-20250219-v1:0",
  "us.anthropic.claude-sonnet-4-6",
  "cohere.embed-multilingual-v3",
];

/**
 * Starts LiteLLM's proxy by its command; it asks a mock of ours. Requests for a model that it is not told of it refuses
 * itself, so it is told of the models that the selected cases ask for.
 */
export async function startLitellm(command: string, run?: string): Promise<ThirdParty> {
  const models = run === undefined ? MODELS : await modelsOf(run);
  const mock = await startMock();
  const folder = await mkdtemp(join(tmpdir(), "litellm-"));
  const port = await freePort();
  const config = join(folder, "config.json");
  const aws = {
    aws_region_name: "us-east-1",
    aws_access_key_id: "AKIDEXAMPLE",
    aws_secret_access_key: "secret-secret",
  };
  const ofModel = (model: string) => ({
    model_name: model,
    litellm_params: { model: `bedrock/${model}`, aws_bedrock_runtime_endpoint: mock.url, ...aws },
  });
  await writeFile(config, JSON.stringify({ model_list: models.map(ofModel) }));
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: aws.aws_access_key_id,
    AWS_SECRET_ACCESS_KEY: aws.aws_secret_access_key,
    AWS_REGION: aws.aws_region_name,
    AWS_BEDROCK_RUNTIME_ENDPOINT: mock.url,
    LITELLM_LOCAL_MODEL_COST_MAP: "True",
    // It listens on loopback, and what it asks is a mock.
    LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY: "true",
  };
  const flags = ["--config", config, "--host", "127.0.0.1", "--port", String(port), "--telemetry", "False"];
  const server = spawn(command, flags, { env, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  await listening(server, server.stderr, "Uvicorn running on");
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      await stopped(server);
      await mock.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The models that exist of those that cases ask for. */
async function modelsOf(run: string): Promise<readonly string[]> {
  const asked = (await loadCases({ run: [run] })).map(({ parameters }) => String(parameters.modelId));
  return [...new Set(asked)].filter((modelId) => possibleFormats(modelId).length > 0);
}

async function stopped(server: ChildProcess): Promise<void> {
  const exit = once(server, "exit");
  server.kill();
  await exit;
}

/** Waits until it says that it listens. Its output is read to the end: it must not wait for a reader. */
function listening(server: ChildProcess, output: Readable | null, sign: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    output?.on("data", (piece) => {
      said += String(piece);
      if (said.includes(sign)) {
        resolve();
      }
    });
    server.once("exit", () => reject(new Error(`${server.spawnfile} did not start: ${said.trim().slice(-600)}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
