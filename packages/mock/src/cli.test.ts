import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const cli = fileURLToPath(new URL("./cli.ts", import.meta.url));

test.each(["SIGINT", "SIGTERM"] as const)("prints one line with its URL, and ends cleanly on %s", async (signal) => {
  const child = start("--port", "0");
  const [line] = await once(child.stdout ?? child, "data");
  const url = /^Bedrock mock at (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(String(line))?.[1];
  expect(url).toBeDefined();
  expect((await fetch(`${url}/foundation-models`)).status).toBe(200);
  child.kill(signal);
  expect(await once(child, "exit")).toEqual([0, null]);
});

test.each([
  { given: ["--port", "70000"], want: "A port is a number from 0 to 65535" },
  { given: ["--nonsense"], want: "unknown option" },
  { given: ["--host", "256.0.0.1", "--port", "0"], want: "bedrock-mock:" },
])("says what is wrong with $given and exits with 1", async ({ given, want }) => {
  const child = start(...given);
  let said = "";
  child.stderr?.on("data", (data) => {
    said += data;
  });
  expect(await once(child, "close")).toEqual([1, null]);
  expect(said).toContain(want);
});

function start(...options: readonly string[]): ChildProcess {
  return spawn(process.execPath, ["--conditions=@bedrock-contract/source", cli, ...options], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 15_000,
  });
}
