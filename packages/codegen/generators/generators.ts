import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { BUNDLE, type Generator, generators } from "./generator.ts";

// Has other people's tools make code of the plain documents, compiles it, and makes one call of it against the mock.
const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
const CACHE = join(REPOSITORY, "node_modules/.cache/generators");
const DOCUMENTS = join(REPOSITORY, "specs/dist");
/** Documents that are only compiled, besides the one that is called. */
const OTHERS = [
  "management",
  "gateway",
  "runtime",
  "bedrock-completion",
  "openai-completion",
  "openai-chat-completion",
  "claude-text-completion",
  "anthropic-messages",
];
const QUICK = ["hey-api", "datamodel-code-generator"];
const USAGE = `Usage: node generators/generators.ts [--quick] [--bundle NAME]… [GENERATOR…]

Generates, compiles and calls. Tools are installed below node_modules/.cache, by exact versions.
  --quick          ${QUICK.join(" and ")} alone, and the document that is called alone
  --bundle NAME    documents that are only compiled, in place of ${OTHERS.join(", ")}
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean" }, bundle: { type: "string", multiple: true }, help: { type: "boolean" } },
});
const unknown = positionals.filter((name) => !generators.some((each) => each.name === name));
if (values.help || unknown.length > 0) {
  console.log(unknown.length > 0 ? `There is no generator ${unknown[0]}. ${USAGE}` : USAGE);
  process.exit(unknown.length > 0 ? 2 : 0);
}
const names = values.quick ? QUICK : positionals;
const others = values.quick ? [] : (values.bundle ?? OTHERS);
const mock = await startMock();
let hasFailed = false;
console.log("| generator | documents | options | compiles | a call |\n| --- | --- | --- | --- | --- |");
for (const generator of generators.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const { compiles, call } = await tryGenerator(generator, mock.url);
  console.log(`| ${generator.name} | ${generator.bundle} | ${generator.options ?? ""} | ${compiles} | ${call} |`);
}
mock.child.kill();
process.exitCode = hasFailed ? 1 : 0;

async function tryGenerator(generator: Generator, url: string): Promise<{ compiles: string; call: string }> {
  const missing = [generator.needs, ...generator.compile.slice(0, 1)].find((command) => !isThere(command));
  if (missing !== undefined) return { compiles: `skipped: there is no ${missing}`, call: "skipped" };
  const reason = await install(generator);
  if (reason !== undefined) {
    // A check of every change does not hang on each registry that a tool comes from; a whole run does.
    if (!values.quick) hasFailed = true;
    return { compiles: reason, call: "skipped" };
  }
  const failed: string[] = [];
  for (const bundle of [BUNDLE, ...others]) {
    const problem = await compile(generator, bundle);
    if (problem !== undefined) failed.push(`${bundle} (${problem})`);
  }
  const call = await outcomeOf(callIt(generator, url));
  if (failed.length > 0 || call !== undefined) hasFailed = true;
  const count = others.length + 1;
  return {
    compiles:
      failed.length === 0 ? `${count} of ${count}` : `${count - failed.length} of ${count}; not ${failed.join(", ")}`,
    call: call ?? "works",
  };
}

/** Installs what a tool needs; returns why it cannot be had. */
async function install({ install: { pip = [], npm = [], go } }: Generator): Promise<string | undefined> {
  mkdirSync(CACHE, { recursive: true });
  try {
    if (pip.length > 0) {
      if (!existsSync(join(CACHE, "python"))) await run(CACHE, ["python3", "-m", "venv", "python"]);
      await run(CACHE, ["python/bin/pip", "install", "--quiet", "--disable-pip-version-check", ...pip]);
    }
    if (npm.length > 0) {
      await run(CACHE, [
        "npm",
        "install",
        "--prefix",
        CACHE,
        "--silent",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        ...npm,
      ]);
    }
    if (go !== undefined) await run(CACHE, ["go", "install", go]);
    return undefined;
  } catch (reason) {
    return `it cannot be installed: ${said(reason)}`;
  }
}

function folderOf({ name }: Generator, bundle: string): string {
  return join(CACHE, "out", name.replaceAll(" ", "-"), bundle);
}

function compile(generator: Generator, bundle: string): Promise<string | undefined> {
  const folder = folderOf(generator, bundle);
  rmSync(folder, { recursive: true, force: true });
  write(folder, { "out/.keep": "", ...generator.files });
  return outcomeOf(
    (async () => {
      await run(folder, generator.generate(join(DOCUMENTS, generator.bundle, `${bundle}.json`)));
      await run(folder, generator.compile);
    })(),
  );
}

async function callIt(generator: Generator, url: string): Promise<void> {
  const folder = folderOf(generator, BUNDLE);
  write(folder, generator.call.files);
  let printed = "";
  for (const command of generator.call.commands) {
    printed = await run(folder, command, { URL: url, MODEL: "meta.llama3-8b-instruct-v1:0" });
  }
  if (!/\w+ \w+/.test(printed)) throw new Error(`it printed ${JSON.stringify(printed)}, and no text of a model`);
}

async function outcomeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (reason) {
    return said(reason);
  }
}

/** The first line that says what is wrong. */
function said(reason: unknown): string {
  const { stdout = "", stderr = "", message = "" } = Object(reason);
  const lines = `${stderr}\n${stdout}\n${message}`.split("\n").filter((line) => line.trim() !== "");
  return (lines.find((line) => /error/i.test(line)) ?? lines[0] ?? "").trim().slice(0, 160);
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

async function run(
  folder: string,
  [command = "", ...args]: readonly string[],
  more: Record<string, string> = {},
): Promise<string> {
  const own = [
    join(CACHE, "python/bin"),
    join(CACHE, "node_modules/.bin"),
    join(CACHE, "bin"),
    join(REPOSITORY, "packages/codegen/node_modules/.bin"),
  ];
  const { stdout } = await promisify(execFile)(command.includes("/") ? join(folder, command) : command, args, {
    cwd: folder,
    env: {
      ...process.env,
      PATH: [...own, process.env.PATH].join(delimiter),
      GOBIN: join(CACHE, "bin"),
      GOFLAGS: "-mod=mod",
      DO_NOT_TRACK: "1",
      ...more,
    },
    timeout: 900_000,
    maxBuffer: 100_000_000,
  });
  return stdout;
}

function isThere(command: string): boolean {
  return ["tsc", "python"].includes(command) || spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;
}

async function startMock(): Promise<{ child: ChildProcess; url: string }> {
  const cli = join(REPOSITORY, "packages/mock/src/cli.ts");
  const child = spawn(process.execPath, ["--conditions=@bedrock-contract/source", cli, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  return { child, url: /http:\S+/.exec(String(line))?.[0] ?? "" };
}
