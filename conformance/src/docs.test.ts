import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { isFull } from "../../.some-of.ts";
import { startFaultyTarget } from "../test/faulty-target.ts";
import { checks } from "./checks/checks.ts";
import { loadCases } from "./index.ts";

const ROOT = new URL("../", import.meta.url);
const CLI = fileURLToPath(new URL("src/cli.ts", ROOT));

let folder = "";
let path = "";
/** `npx` runs these sources, whatever package it is asked for. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
  const bin = join(folder, "bin");
  await mkdir(bin);
  const lines = [
    "#!/bin/sh",
    'while [ $# -gt 0 ]; do case "$1" in --yes) shift;; --package) shift 2;; bedrock-conformance|@bedrock-contract/*) shift; break;; *) break;; esac; done',
    `exec '${process.execPath}' --conditions=@bedrock-contract/source '${CLI}' "$@"`,
  ];
  await writeFile(join(bin, "npx"), `${lines.join("\n")}\n`);
  await chmod(join(bin, "npx"), 0o755);
  path = `${bin}${delimiter}${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}`;
});
afterAll(() => rm(folder, { recursive: true }));

// They send every case four times.
test.runIf(isFull)("the five minutes do what their page says", { timeout: 240_000, tags: "longer" }, async () => {
  const page = await readFile(new URL("docs/five-minutes.md", ROOT), "utf8");
  const commands = [...page.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, text = ""]) => text.trimEnd().split("\n"));
  const work = await mkdtemp(join(folder, "five-minutes-"));
  await using target = await startFaultyTarget((answer, { url }) => {
    if (url.includes("/foundation-models/")) {
      answer.body = Buffer.from(answer.body.toString("utf8").replace("modelArn", "arn"));
    }
  });
  const ended: { readonly command: string; readonly code: number | null }[] = [];
  for (const command of commands) {
    const { code, stderr } = await sh(command.replaceAll("http://127.0.0.1:8080", target.url), { cwd: work });
    expect({ command, stderr }).toEqual({ command, stderr: "" });
    ended.push({
      command: command
        .replace(/^npx \S+ /, "")
        .split(" ")
        .slice(0, 2)
        .join(" "),
      code,
    });
  }

  expect(ended).toEqual([
    { command: "--endpoint http://127.0.0.1:8080", code: 1 },
    { command: "replay management/GetFoundationModel/by-id", code: 1 },
    { command: "probe --endpoint", code: 0 },
    { command: "--target target.yaml", code: 1 },
    { command: "baseline update", code: 0 },
    { command: "--target target.yaml", code: 0 },
  ]);
  expect((await readdir(work)).toSorted()).toEqual(["known-failures.yaml", "report.html", "target.yaml"]);
});

test.each(["clients.md", "five-minutes.md", "interpreting.md", "invocation-logs.md", "live-traffic.md", "shards.md"])(
  "every YAML and every link of %s is whole",
  async (name) => {
    const page = await readFile(new URL(`docs/${name}`, ROOT), "utf8");

    for (const [, text = ""] of page.matchAll(/^```yaml\n(.*?)^```/gms)) {
      expect(parseAllDocuments(text).flatMap(({ errors }) => errors)).toEqual([]);
    }
    for (const [, link = ""] of page.matchAll(/\]\((?!https:)([^)]+)\)/g)) {
      const [file = "", heading] = link.split("#");
      const text = await readFile(new URL(`docs/${file}`, ROOT), "utf8");
      const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
        title.toLowerCase().replaceAll(" ", "-"),
      );
      expect(heading === undefined ? [undefined] : headings).toContain(heading);
    }
  },
);

test("the pods of the indexed job are the shards of one run", { timeout: 120_000, tags: "longer" }, async () => {
  const page = await readFile(new URL("docs/shards.md", ROOT), "utf8");
  const [, manifest = ""] = /^```yaml\n(apiVersion.*?)^```/ms.exec(page) ?? [];
  const job: unknown = parse(manifest);
  const args = String(at(job, "spec.template.spec.containers.0.args.0"));
  const script = isFull ? args : args.replace("--shard", "--run 'management/Get*/*' --shard");
  const work = await mkdtemp(join(folder, "shards-"));
  await using target = await startFaultyTarget(() => undefined);
  const indexes = isFull ? [0, 7] : [7];
  for (const index of indexes) {
    const environment = { JOB_COMPLETION_INDEX: String(index), BEDROCK_CONFORMANCE_ENDPOINT: target.url };
    const { code, stdout } = await sh(script.replaceAll("/results/", `${work}/`), { environment });
    expect([code, stdout]).toEqual([0, expect.stringContaining("cases conform")]);
  }

  expect(at(job, "spec.completions")).toBe(8);
  const shards = await Promise.all(
    (await readdir(work)).toSorted().map(async (name) => {
      const [head = ""] = (await readFile(join(work, name), "utf8")).split("\n");
      return [name, at(JSON.parse(head), "shard")];
    }),
  );
  expect(shards).toEqual(indexes.map((index) => [`${index}.jsonl`, { index: index + 1, count: 8 }]));
});

test.each([
  { title: "conforms", status: undefined, fail: "true", want: { code: 0, exit: "0" } },
  { title: "does not conform", status: 500, fail: "true", want: { code: 1, exit: "1" } },
  { title: "does not conform, which is only to be told", status: 500, fail: "false", want: { code: 0, exit: "1" } },
])("the action writes every report for a target that $title", { timeout: 120_000 }, async ({ status, fail, want }) => {
  const action: unknown = parse(await readFile(new URL("action.yml", ROOT), "utf8"));
  const work = await mkdtemp(join(folder, "action-"));
  await using target = await startFaultyTarget((answer) => {
    answer.status = status ?? answer.status;
  });
  const inputs = { endpoint: target.url, arguments: "--run\nmanagement/ListFoundationModels/all\n--auth\nnone", fail };
  const summary = join(work, "summary.md");
  const output = join(work, "output");
  const { code, stdout } = await sh(String(at(action, "runs.steps.1.run")), {
    cwd: work,
    shell: "bash",
    environment: { ...variablesOf(action, inputs), GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary },
  });

  expect(code).toBe(want.code);
  expect(await readFile(output, "utf8")).toBe(`exit-code=${want.exit}\n`);
  expect(stdout.includes("::error title=")).toBe(want.exit === "1");
  expect(await readFile(summary, "utf8")).toContain("cases conform");
  const reports = (await readdir(join(work, "conformance-reports"))).toSorted();
  expect(reports).toEqual(["badge.svg", "junit.xml", "report.html", "results.json"]);
  for (const name of reports) {
    expect((await stat(join(work, "conformance-reports", name))).size).toBeGreaterThan(300);
  }
});

test("the action fails where the suite did not run at all, even where a failure is only to be told", async () => {
  const action: unknown = parse(await readFile(new URL("action.yml", ROOT), "utf8"));
  const work = await mkdtemp(join(folder, "action-"));
  // As npx ends where the package cannot be fetched.
  await writeFile(join(work, "npx"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  await mkdir(join(work, "conformance-reports"));
  await writeFile(join(work, "conformance-reports", "results.json"), '{"of": "an earlier step"}');
  const { code } = await sh(String(at(action, "runs.steps.1.run")), {
    cwd: work,
    shell: "bash",
    environment: {
      ...variablesOf(action, { fail: "false" }),
      GITHUB_OUTPUT: join(work, "output"),
      PATH: `${work}${delimiter}${path}`,
    },
  });

  expect(code).toBe(1);
});

test("no input of the action becomes part of a script", async () => {
  const action: unknown = parse(await readFile(new URL("action.yml", ROOT), "utf8"));

  expect(String(at(action, "runs.steps.1.run"))).not.toContain("${{");
});

test("the action runs what its commit names, and no script of what it installs", async () => {
  const text = await readFile(new URL("action.yml", ROOT), "utf8");
  const action: unknown = parse(text);
  const { version } = Object(JSON.parse(await readFile(new URL("package.json", ROOT), "utf8")));
  expect(at(action, "inputs.version.default")).toBe(version);
  expect(text.match(/uses: (?!.+@[\da-f]{40} # v\d)/g)).toBeNull();

  const work = await mkdtemp(join(folder, "action-"));
  await writeFile(join(work, "npx"), '#!/bin/sh\necho "$npm_config_ignore_scripts $*"\n', {
    mode: 0o755,
  });
  const { stdout } = await sh(String(at(action, "runs.steps.1.run")), {
    cwd: work,
    shell: "bash",
    environment: {
      ...variablesOf(action, {}),
      GITHUB_OUTPUT: join(work, "output"),
      PATH: `${work}${delimiter}${path}`,
    },
  });
  expect(stdout).toMatch(`true --yes --package @bedrock-contract/conformance@${version} bedrock-conformance run `);
});

test.each(["docs/five-minutes.md", "docs/shards.md", "../.github/workflows/ci.yml"])(
  "%s names actions by their commits",
  async (file) => {
    const text = await readFile(new URL(file, ROOT), "utf8");
    expect(text.match(/uses: (?!.+@[\da-f]{40} # v\d|OWNER\/.+@COMMIT)/g)).toBeNull();
  },
);

interface ShOptions {
  readonly cwd?: string;
  readonly shell?: "sh" | "bash";
  readonly environment?: Readonly<Record<string, string>>;
}

async function sh(command: string, { cwd = folder, shell = "sh", environment = {} }: ShOptions = {}) {
  const child = spawn(shell, ["-c", command], { cwd, env: { PATH: path, HOME: "/nonexistent", ...environment } });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString("utf8");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString("utf8");
  });
  await once(child, "close");
  return { code: child.exitCode, stdout, stderr };
}

/** The variables of the action's script, as the runner fills them in. */
function variablesOf(action: unknown, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const variables = Object.entries(at(action, "runs.steps.1.env") ?? {});
  return Object.fromEntries(
    variables.map(([name, value]) => {
      const [, input = ""] = /inputs\.([\w-]+)/.exec(String(value)) ?? [];
      return [name, given[input] ?? String(at(action, `inputs.${input}.default`))];
    }),
  );
}

function at(value: unknown, place: string): unknown {
  return place
    .split(".")
    .reduce(
      (here: unknown, key) => (typeof here === "object" && here !== null ? Reflect.get(here, key) : undefined),
      value,
    );
}

test("the README says what every check demands", async () => {
  const readme = await readFile(new URL("README.md", ROOT), "utf8");

  expect(checks.map(({ id }) => id).filter((id) => !readme.includes(`| \`${id}\``))).toEqual([]);
});

test("the README names cases by feature that there are", async () => {
  const readme = await readFile(new URL("README.md", ROOT), "utf8");
  const table = readme.slice(
    readme.indexOf("| feature "),
    readme.indexOf("`bedrock-completion` takes log-probabilities"),
  );
  const names = [...table.matchAll(/^\|[^|]*\|([^|]*)\|([^|]*)\|$/gm)].flatMap(([, whole = "", streamed = ""]) => [
    ...namesIn(whole).map((name) => `InvokeModel/${name}`),
    ...namesIn(streamed).map((name) => `InvokeModelWithResponseStream/${name}`),
  ]);
  const known = new Set((await loadCases()).map(({ id }) => id.slice(id.indexOf("/") + 1)));

  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});

function namesIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
}
