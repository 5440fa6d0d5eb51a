import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { bearerHeaders, createRequest, operations, signRequest } from "@bedrock-contract/wire";
import { expect, test } from "vitest";
import { someOf } from "../../../.some-of.ts";

const cli = fileURLToPath(new URL("./cli.ts", import.meta.url));

test.each(["SIGINT", "SIGTERM"] as const)("prints one line with its URLs, and ends cleanly on %s", async (signal) => {
  const child = start("--port", "0");
  const [line] = await once(child.stdout ?? child, "data");
  const [, url, gateway] =
    /^Bedrock mock at (http:\/\/127\.0\.0\.1:\d+) and its gateway at (\S+)\n$/.exec(String(line)) ?? [];
  expect(gateway).toBe(`${url}/api/v1`);
  expect((await fetch(`${url}/foundation-models`)).status).toBe(200);
  child.kill(signal);
  expect(await once(child, "exit")).toEqual([0, null]);
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("ends cleanly on %s as soon as it is ready", async (signal) => {
  const child = start("--port", "0");
  child.stdout?.once("data", () => child.kill(signal));
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("ends with the npm that has started it, which passes no signal on", async () => {
  const args = JSON.stringify(["--conditions=@bedrock-contract/source", cli, "--port", "0"]);
  const code = `require("node:child_process").spawn(process.execPath, ${args}, { stdio: "inherit" })`;
  const npm = spawn(process.execPath, ["--eval", code], {
    env: { ...process.env, npm_command: "exec" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [line] = await once(npm.stdout, "data");
  const url = `${/http:\S+/.exec(String(line))}/foundation-models`;
  expect((await fetch(url)).status).toBe(200);
  npm.kill("SIGKILL");
  // Its output ends when the mock does, not only npm.
  await once(npm, "close");
  await expect(fetch(url)).rejects.toThrow();
});

test("stays up where a promise is rejected that nothing handles, and says so", async () => {
  const code = 'process.on("SIGUSR2", () => Promise.reject(new Error("on purpose")))';
  const child = spawn(
    process.execPath,
    ["--conditions=@bedrock-contract/source", "--import", `data:text/javascript,${code}`, cli, "--port", "0"],
    { stdio: ["ignore", "pipe", "pipe"], timeout: 15_000 },
  );
  const [line] = await once(child.stdout, "data");
  child.kill("SIGUSR2");
  const [said] = await once(child.stderr, "data");
  expect(String(said)).toBe("bedrock-mock: on purpose\n");
  expect((await fetch(`${/http:\S+/.exec(String(line))}/foundation-models`)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("answers only those who have its credentials or its key", async () => {
  const child = start("--port", "0", "--credentials", "ID:SECRET:TOKEN", "--bearer", "KEY", "--chunk-delay", "0");
  const [line] = await once(child.stdout ?? child, "data");
  const url = `${/http:\S+/.exec(String(line))}/foundation-models`;
  const region = "us-east-1";
  const credentials = { accessKeyId: "ID", secretAccessKey: "SECRET", sessionToken: "TOKEN" };
  const request = createRequest(operations.ListFoundationModels);
  const headers = await signRequest(request, { credentials, region, endpoint: new URL(url).origin });
  expect((await fetch(url, { headers })).status).toBe(200);
  expect((await fetch(url, { headers: bearerHeaders("KEY") })).status).toBe(200);
  expect((await fetch(url)).status).toBe(403);
  child.kill("SIGTERM");
  await once(child, "exit");
});

const mistakes: readonly { readonly given: readonly string[]; readonly want: string; readonly code?: number }[] = [
  { given: ["--credentials", "ID"], want: "Credentials are ID:SECRET, or ID:SECRET:TOKEN" },
  { given: ["--credentials", "ID:SECRET:"], want: "Credentials are ID:SECRET, or ID:SECRET:TOKEN" },
  { given: ["--chunk-delay", "-1"], want: "A delay is a number of milliseconds" },
  { given: ["--port", "70000"], want: "A port is a number from 0 to 65535" },
  { given: ["--nonsense"], want: "unknown option" },
  { given: ["--unmatched", "maybe"], want: "Allowed choices are generate, refuse" },
  { given: ["--latency", "slow"], want: "A delay is a number of milliseconds" },
  { given: ["--throttle-every", "0"], want: "Expected a whole number of at least 1" },
  { given: ["--responses", "nowhere"], want: "nowhere" },
  { given: ["--port", "0", "--print-env"], want: "needs a --port other than 0" },
  { given: ["--host", "203.0.113.1", "--port", "0"], want: "bedrock-mock:", code: 3 },
];
// Each of them starts the program.
test.each(someOf(mistakes, ({ code }) => String(code)))(
  "says what is wrong with $given and exits with 2 or 3",
  { tags: "longer" },
  async ({ given, want, code = 2 }) => {
    const child = start(...given);
    let said = "";
    child.stderr?.on("data", (data) => {
      said += data;
    });
    expect(await once(child, "close")).toEqual([code, null]);
    expect(said).toContain(want);
  },
);

test.each(["--version", "-V"])("tells its version: %s", async (option) => {
  const child = start(option);
  const [said, [code]] = await Promise.all([text(child.stdout ?? Readable.from([])), once(child, "close")]);
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  expect([code, said]).toEqual([0, `${version}\n`]);
});

test("ends quietly where nobody reads its output to the end, as with head", async () => {
  const child = start("--help");
  child.stdout?.destroy();
  const [said, [code]] = await Promise.all([text(child.stderr ?? Readable.from([])), once(child, "close")]);
  expect([code, said]).toEqual([0, ""]);
});

test("prints what leads clients to it, as a shell reads it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "certificates-"));
  const child = start("--print-env", "--port", "4444", "--tls", folder, "--bearer", "it's", "--region", "eu-west-1");
  const [said, [code]] = await Promise.all([text(child.stdout ?? Readable.from([])), once(child, "close")]);
  expect(code).toBe(0);
  const names = ["AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "AWS_BEARER_TOKEN_BEDROCK", "AWS_REGION", "OPENAI_BASE_URL"];
  const shell = spawn("sh", [
    "-c",
    `${said}\nprintf '%s\\n' ${names.map((name) => `"$${name}"`).join(" ")} "$SSL_CERT_FILE"`,
  ]);
  expect(await text(shell.stdout)).toBe(
    `https://127.0.0.1:4444\nit's\neu-west-1\nhttps://127.0.0.1:4444/api/v1\n${join(folder, "authority.pem")}\n`,
  );
  rmSync(folder, { recursive: true });
});

test("keeps its certificate, so that clients trust it once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "certificates-"));
  const authority = join(folder, "authority.pem");
  const kept = [];
  for (const _ of [1, 2]) {
    const child = start("--port", "0", "--tls", folder);
    const [said] = await once(child.stdout ?? child, "data");
    expect(String(said)).toMatch(/^Bedrock mock at https:/);
    kept.push(readFileSync(authority, "utf8"));
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  expect(kept[0]).toBe(kept[1]);
  expect(statSync(join(folder, "server-key.pem")).mode & 0o077).toBe(0);
  rmSync(folder, { recursive: true });
});

test("fails as it is told, whatever tests set, and after a reset", async () => {
  const child = start("--port", "0", "--throttle-every", "2", "--retry-after", "3", "--unmatched", "refuse");
  const [line] = await once(child.stdout ?? child, "data");
  const url = /http:\S+/.exec(String(line))?.[0];
  const post = (path: string, body: unknown) =>
    fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  await post("/_mock/reset", {});
  await post("/_mock/responses", { text: "Mine." });
  const answers = [];
  for (let index = 0; index < 4; index += 1) {
    const answer = await post("/model/amazon.nova-lite-v1:0/converse", {
      messages: [{ role: "user", content: [{ text: "Hi" }] }],
    });
    answers.push([answer.status, answer.headers.get("retry-after")]);
  }
  expect(answers).toEqual([
    [200, null],
    [429, "3"],
    [200, null],
    [429, "3"],
  ]);
  child.kill("SIGTERM");
  await once(child, "exit");
});

test.each([
  { version: "20.19.0", want: [2, "bedrock-mock: Node.js 22.18 or later is needed, and this is v20.19.0.\n"] },
  { version: "22.17.9", want: [2, "bedrock-mock: Node.js 22.18 or later is needed, and this is v22.17.9.\n"] },
  { version: "22.18.0", want: [0, ""] },
  { version: "24.0.0", want: [0, ""] },
])("checks in words that Node.js $version is new enough", async ({ version, want }) => {
  const versions = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`;
  const other = `${versions} Object.defineProperty(process, "version", { value: "v${version}" });`;
  const child = spawn(process.execPath, [
    "--conditions=@bedrock-contract/source",
    `--import=data:text/javascript,${encodeURIComponent(other)}`,
    cli,
    "--help",
  ]);
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
  expect([code, said]).toEqual(want);
});

function start(...options: readonly string[]): ChildProcess {
  return spawn(process.execPath, ["--conditions=@bedrock-contract/source", cli, ...options], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 15_000,
  });
}
