import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import type { Readable } from "node:stream";
import { type ChatCompletionRequest, LLMock } from "@copilotkit/aimock";

/** A gateway of somebody else, on loopback; `await using` stops it. */
export interface ThirdParty extends AsyncDisposable {
  /** What `--gateway-endpoint` takes. */
  readonly url: string;
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
    [Symbol.asyncDispose]: async () => {
      server.kill();
      await once(server, "exit");
    },
  };
}

/** Starts moto by the command that the variable MOTO_SERVER names. Its url is what `--management-endpoint` takes. */
export async function startMoto(command: string): Promise<ThirdParty> {
  const port = await freePort();
  const server = spawn(command, ["-H", "127.0.0.1", "-p", String(port)], { stdio: ["ignore", "ignore", "pipe"] });
  await listening(server, server.stderr, "Press CTRL+C to quit");
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.kill();
      await once(server, "exit");
    },
  };
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
    server.once("exit", () => reject(new Error(`${server.spawnfile} did not start: ${said}`)));
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
