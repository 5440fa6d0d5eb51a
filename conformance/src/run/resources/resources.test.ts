import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isOperationName, type Operation, operations } from "@bedrock-contract/wire";
import { afterEach, beforeEach, expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { runCli } from "../../../test/run-cli.ts";
import { startServer } from "../../../test/start-server.ts";
import { loadValidators } from "../../exchange/exchange-validators.ts";
import { type Case, exitCodeOf, loadCases, type RunOptions, runSuite } from "../../index.ts";
import { requestFault } from "../request-fault.ts";
import { readCreatingOperations } from "./creating-operation.ts";
import { markCase, validNames } from "./mark-case.ts";
import { readJournal } from "./read-journal.ts";

const CREATE = await caseById("management/CreateProvisionedModelThroughput/by-the-hour");
const JOB = await caseById("management/CreateModelCustomizationJob/fine-tuning");
const REFUSED = await caseById("management/CreateProvisionedModelThroughput/model-units-zero");
const ARN = "arn:aws:bedrock:us-east-1:111122223333:provisioned-model/abcdef123456";
const JOB_ARN = "arn:aws:bedrock:us-east-1:111122223333:model-customization-job/amazon.nova-lite-v1:0/abcdef123456";

let folder = "";
let journal = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
  journal = join(folder, "journal.jsonl");
});
afterEach(() => rm(folder, { recursive: true }));

test("the operations that create something are those of the specs, and it is told how each is removed that does not end by itself", async () => {
  const creating = await readCreatingOperations();
  const all: readonly Operation[] = Object.values(operations);
  const writing = all.filter(({ writes }) => writes).map(({ name }) => name);
  // An agreement is no resource of the account: it has no name, and a provider's terms are accepted once.
  const listed = [...creating.map(({ operation }) => operation), "CreateFoundationModelAgreement"];

  expect(listed.filter((name) => !writing.some((each) => each === name))).toEqual([]);
  expect(writing.filter((name) => /^(?:Create|StartAsync)/.test(name) && !listed.includes(name))).toEqual([]);
  for (const each of creating) {
    expect(each).toEqual({
      operation: expect.any(String),
      unique: expect.arrayContaining([each.name]),
      name: expect.stringMatching(/^\/\w+$/),
      // A version of something is told by its number, a test of a policy by its id.
      id: expect.stringMatching(/^\/(?:(?:\w+\/)?(?:\w+A|a)rn|version|testCaseId)$/),
      ...(each.longest !== undefined && { longest: expect.any(Number) }),
      ...(each.remove && {
        remove: {
          operation: expect.any(String),
          method: expect.stringMatching(/^(POST|DELETE)$/),
          path: expect.stringContaining("{id}"),
          ...(each.remove.query && { query: { force: "true" } }),
          ...(each.remove.operation.startsWith("Stop") && { ended: expect.any(String) }),
        },
      }),
    });
  }
});

test("what is created is journaled before the call, carries the id of the run, and is removed at the end", async () => {
  const atCall: string[] = [];
  await using server = await startServer((request, response) => {
    if (request.url === "/provisioned-model-throughput") {
      atCall.push(readFileSync(journal, "utf8"));
    }
    answer(request, response);
  });

  const results = await runWith({ endpoint: server.url, cases: [CREATE, JOB], features: ["existing-resource"] });

  const [first] = server.requests;
  const { provisionedModelName: name } = JSON.parse(first?.body ?? "");
  expect(name).toMatch(/^hourly-capacity-bc[0-9a-f]{8}-[0-9a-f]{6}$/);
  expect(JSON.parse(atCall[0] ?? "")).toMatchObject({ event: "creating", name, case: CREATE.id });
  expect(server.requests.slice(2).map(({ method, url }) => `${method} ${url}`)).toEqual([
    `DELETE /provisioned-model-throughput/${encodeURIComponent(ARN)}`,
    `POST /model-customization-jobs/${encodeURIComponent(JOB_ARN)}/stop`,
  ]);
  expect(results.leftBehind).toBeUndefined();
  expect(existsSync(journal)).toBe(false);
});

test("what was refused needs no removal, and what was created against the rules does", async () => {
  await using lenient = await startServer(answer);
  await using strict = await startServer({ status: 400, body: { message: "no" } });

  await runWith({ endpoint: lenient.url, cases: [REFUSED] });
  await runWith({ endpoint: strict.url, cases: [REFUSED] });

  expect(lenient.requests.map(({ method }) => method)).toEqual(["POST", "DELETE"]);
  expect(strict.requests.map(({ method }) => method)).toEqual(["POST"]);
});

test("what cannot be removed is left behind: it is told, the journal stays, and the run is incomplete", async () => {
  await using server = await startServer((request, response) => {
    if (request.method !== "DELETE") {
      answer(request, response);
      return;
    }
    response.writeHead(403, { "x-amzn-errortype": "AccessDeniedException" }).end('{"message": "not you"}');
  });

  const results = await runWith({ endpoint: server.url, cases: [CREATE] });

  expect(results.leftBehind).toEqual([
    `${ARN}: DeleteProvisionedModelThroughput returned 403 AccessDeniedException not you; try again: bedrock-conformance cleanup --journal ${journal}`,
  ]);
  expect(exitCodeOf(results)).toBe(3);
  expect(server.requests.map(({ method }) => method)).toEqual(["POST", "DELETE"]);
  expect((await readJournal(journal)).pending.map(({ id }) => id)).toEqual([ARN]);
});

test("a job that has ended by itself is not left behind, and not asked twice to stop", async () => {
  await using server = await startServer((request, response) => {
    if (request.url?.endsWith("/stop") !== true) {
      answer(request, response);
      return;
    }
    response.writeHead(400, { "x-amzn-errortype": "ConflictException" }).end('{"message": "it is Completed"}');
  });

  const results = await runWith({ endpoint: server.url, cases: [JOB], features: ["existing-resource"] });

  expect(server.requests.map(({ url }) => url?.split("/").at(-1))).toEqual(["model-customization-jobs", "stop"]);
  expect([results.leftBehind, existsSync(journal)]).toEqual([undefined, false]);
});

test("what is not found by its id is looked for by its name", async () => {
  await using server = await startServer((request, response) => {
    if (request.method !== "DELETE" || request.url?.includes("hourly-capacity") === true) {
      answer(request, response);
      return;
    }
    response.writeHead(400, { "x-amzn-errortype": "ResourceNotFoundException" }).end('{"message": "no such thing"}');
  });

  const results = await runWith({ endpoint: server.url, cases: [CREATE] });

  expect(server.requests.slice(1).map(({ method, url }) => `${method} ${url?.split("/").at(-1)}`)).toEqual([
    `DELETE ${encodeURIComponent(ARN)}`,
    expect.stringMatching(/^DELETE hourly-capacity-bc[0-9a-f]{8}-[0-9a-f]{6}$/),
  ]);
  expect([results.leftBehind, existsSync(journal)]).toEqual([undefined, false]);
});

test("what cannot be removed by its id is not gone because nothing has its name for an id", async () => {
  await using server = await startServer((request, response) => {
    if (request.method !== "DELETE") {
      answer(request, response);
      return;
    }
    response.writeHead(request.url?.includes("hourly-capacity") === true ? 404 : 500).end("{}");
  });

  const results = await runWith({ endpoint: server.url, cases: [CREATE] });

  expect(results.leftBehind).toEqual([expect.stringContaining("DeleteProvisionedModelThroughput returned 500")]);
  expect(existsSync(journal)).toBe(true);
});

test("a target that is declared unable to remove keeps what is created", async () => {
  await using server = await startServer(answer);
  const without = ["operation:DeleteProvisionedModelThroughput"];

  const results = await runWith({ endpoint: server.url, cases: [CREATE], without });

  expect(server.requests.map(({ method }) => method)).toEqual(["POST"]);
  expect([results.leftBehind, existsSync(journal)]).toEqual([undefined, false]);
});

test("after an interruption what was created is removed all the same", async () => {
  const interruption = new AbortController();
  await using server = await startServer((request, response) => {
    answer(request, response);
    if (request.method === "POST") {
      response.once("finish", () => interruption.abort());
    }
  });
  const cases = [CREATE, { ...CREATE, id: `${CREATE.id}/2` }];

  await runWith({ endpoint: server.url, cases, concurrency: 1, signal: interruption.signal });

  expect(server.requests.at(-1)?.method).toBe("DELETE");
  expect(existsSync(journal)).toBe(false);
});

test("cleanup finds by its name what a killed run did not see created", async () => {
  let arrived = (): void => {};
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  let isKilled = false;
  await using server = await startServer((request, response) => {
    if (isKilled) {
      answer(request, response);
    } else {
      arrived();
    }
  });
  const cli = fileURLToPath(new URL("../../cli.ts", import.meta.url));
  const flags = ["--endpoint", server.url, "--auth", "none", "--allow-writes", "--run", CREATE.id];
  const child = spawn(process.execPath, ["--conditions=@bedrock-contract/source", cli, ...flags], { cwd: folder });
  await arrival;
  child.kill("SIGKILL");
  await once(child, "close");
  isKilled = true;

  const [file = ""] = await readdir(folder);
  expect(file).toMatch(/^bedrock-conformance-bc[0-9a-f]{8}\.journal\.jsonl$/);
  const { name } = JSON.parse(await readFile(join(folder, file), "utf8"));
  const { code, stdout } = await runCli(["cleanup", "--journal", join(folder, file)]);

  expect([code, stdout]).toEqual([0, `removed ${name}\n`]);
  expect(server.requests.at(-1)).toMatchObject({ method: "DELETE", url: `/provisioned-model-throughput/${name}` });
  expect(await readdir(folder)).toEqual([]);
});

test("the journal of another run is not written on, nor removed", async () => {
  await using server = await startServer(answer);
  await writeFile(journal, "of an earlier run\n");

  await expect(runWith({ endpoint: server.url, cases: [CREATE] })).rejects.toThrow("already exists: another run");
  expect(server.requests).toEqual([]);
  expect(await readFile(journal, "utf8")).toBe("of an earlier run\n");
});

test("a journal that cannot be written is wrong usage, before anything is sent", async () => {
  await using server = await startServer(answer);
  const nowhere = join(folder, "no-such-folder", "journal.jsonl");

  await expect(runWith({ endpoint: server.url, cases: [CREATE], journal: nowhere })).rejects.toThrow(
    "cannot be written",
  );
  expect(server.requests).toEqual([]);
});

test("cleanup of a journal that does not exist is wrong usage", async () => {
  const { code, stderr } = await runCli(["cleanup", "--journal", journal]);

  expect([code, stderr]).toEqual([2, expect.stringContaining("cannot be read")]);
});

test("only names that valid cases give are marked, and none becomes too long", async () => {
  const creating = await readCreatingOperations();
  const names = validNames(await loadCases(), creating);
  const operation = creating.find((each) => each.operation === CREATE.operation);
  const long = "a".repeat(63);
  const marked = (name: string, known = names): Case | undefined =>
    operation &&
    markCase({ ...CREATE, body: { provisionedModelName: name } }, operation, { mark: "bc01-1", names: known });

  expect(marked("hourly-capacity")?.body).toEqual({ provisionedModelName: "hourly-capacity-bc01-1" });
  expect(marked("wrong name!")?.body).toEqual({ provisionedModelName: "wrong name!" });
  expect(marked(long, new Set([long]))?.body).toEqual({ provisionedModelName: `${"a".repeat(56)}-bc01-1` });
});

test("what is valid stays valid with a mark", async () => {
  const creating = await readCreatingOperations();
  const cases = await loadCases();
  const names = validNames(cases, creating);
  for (const operation of creating) {
    const valid = cases.filter(
      (each) =>
        each.operation === operation.operation &&
        (each.expect.status[0] ?? 400) < 300 &&
        each.kind !== "negative" &&
        each.format === undefined,
    );
    if (!isOperationName(operation.operation)) {
      throw new Error(`there is no operation ${operation.operation}`);
    }
    const validators = await loadValidators({ operation: operation.operation });
    const faults = valid.map((each) =>
      requestFault(markCase(each, operation, { mark: "bc00000000-000000", names }), validators),
    );
    expect([operation.operation, faults.filter((fault) => fault !== undefined)]).toEqual([operation.operation, []]);
  }
});

function runWith(options: RunOptions): ReturnType<typeof runSuite> {
  return runSuite({ auth: "none", allowWrites: true, journal, concurrency: 1, ...options });
}

/** Creates whatever it is asked for, and removes it. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const isRemoval = request.method === "DELETE" || request.url?.endsWith("/stop") === true;
  const created = request.url === "/provisioned-model-throughput" ? { provisionedModelArn: ARN } : { jobArn: JOB_ARN };
  response.writeHead(isRemoval ? 200 : 201, { "content-type": "application/json", "x-amzn-requestid": "1" });
  response.end(JSON.stringify(isRemoval ? {} : created));
}
