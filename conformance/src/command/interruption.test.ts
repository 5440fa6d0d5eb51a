import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startServer, type TestServer } from "../../test/start-server.ts";

const CLI = fileURLToPath(new URL("../cli.ts", import.meta.url));
const PATIENT = ["--auth", "none", "--profile", "management", "--concurrency", "2", "--timeout", "60000"];

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
});
afterEach(() => rm(folder, { recursive: true }));

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s in mid-run leaves complete results, with exit code 130",
  async (signal) => {
    await using server = await startHeldServer(5);
    const file = join(folder, "results.json");
    const child = runAgainst(server, ["--reporter", `json=${file}`]);
    await server.held;
    child.kill(signal);
    const [code] = await once(child, "close");
    const results = JSON.parse(await readFile(file, "utf8"));

    const schema = JSON.parse(await readFile(new URL("../../results.schema.json", import.meta.url), "utf8"));
    expect(new Ajv2020({ strict: false }).validate(schema, results)).toBe(true);
    expect([code, results.interrupted]).toEqual([130, true]);
    const { fail, pass, unsupported, "not-testable": untested } = results.summary;
    // Two were under way when the others had been answered.
    expect(pass + fail).toBe(5);
    expect(pass + fail + unsupported + untested).toBe(results.cases.length);
  },
);

test("the second signal ends the process at once", async () => {
  // The journal is not removed yet when the first signal asks for it: the server never answers.
  await using server = await startHeldServer(0);
  const flags = ["--allow-writes", "--run", "management/CreateProvisionedModelThroughput/by-the-hour"];
  const child = runAgainst(server, flags);
  await server.held;
  child.kill("SIGINT");
  await server.heldAgain;
  child.kill("SIGINT");

  expect((await once(child, "close"))[0]).toBe(130);
});

test("a run that is killed keeps the results that it had, one a line", async () => {
  await using server = await startHeldServer(5);
  const file = join(folder, "results.jsonl");
  const child = runAgainst(server, ["--reporter", `json-lines=${file}`, "--run", "management/Get*"]);
  await server.held;
  child.kill("SIGKILL");
  await once(child, "close");
  const [head, ...results] = (await readFile(file, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

  expect(head).toMatchObject({ suite: { name: "@bedrock-contract/conformance" }, count: expect.any(Number) });
  // Both workers had written theirs when they sent what is held.
  expect(results.filter(({ outcome }) => outcome !== "unsupported").length).toBe(5);
  expect(results.some(({ summary }) => summary?.pass !== undefined)).toBe(false);
});

test("a run that ends closes its lines with the summary", async () => {
  await using server = await startServer({ body: { modelSummaries: [] } });
  const file = join(folder, "results.jsonl");
  const child = runAgainst(server, ["--reporter", `json-lines=${file}`, "--run", "management/ListCustomModels/all"]);
  await once(child, "close");
  const lines = (await readFile(file, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

  expect(lines.length).toBe(3);
  expect(lines[2]).toMatchObject({ interrupted: false, summary: { pass: 1 } });
});

interface HeldServer extends TestServer {
  /** Resolves when a request is held, and when another one is held after it. */
  readonly held: Promise<void>;
  readonly heldAgain: Promise<void>;
}

/** Answers so many requests, and holds the others. */
async function startHeldServer(answered: number): Promise<HeldServer> {
  const resolve: (() => void)[] = [];
  const [held, heldAgain] = [0, 1].map((index) => new Promise<void>((done) => (resolve[index] = done)));
  let count = 0;
  const server = await startServer((_, response: ServerResponse) => {
    count += 1;
    if (count <= answered) {
      response.writeHead(200, { "content-type": "application/json" }).end("[]");
      return;
    }
    // With two under way both are held before the signal comes.
    const index = count - answered - 1;
    resolve[answered === 0 ? index : index - 1]?.();
  });
  return Object.assign(server, { held: held ?? Promise.resolve(), heldAgain: heldAgain ?? Promise.resolve() });
}

function runAgainst(server: TestServer, flags: readonly string[]): ChildProcess {
  const args = ["--conditions=@bedrock-contract/source", CLI, "--endpoint", server.url, ...PATIENT, ...flags];
  return spawn(process.execPath, args, { cwd: folder, stdio: "ignore", env: { PATH: process.env.PATH, HOME: folder } });
}
