import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SaxesParser } from "saxes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runEveryOutcome } from "../../test/every-outcome.ts";
import { workflowCommands } from "../../test/github-runner.ts";
import { runCli, spawnCli } from "../../test/run-cli.ts";
import { startServer } from "../../test/start-server.ts";
import type { SuiteResults } from "../result.ts";
import { compareResults } from "../results/compare-results.ts";
import { readResults } from "../results/read-results.ts";
import { compareTargets, describeTargets, markdownTargets } from "./compare/compare-targets.ts";
import { describeComparison, markdownComparison } from "./compare/describe-comparison.ts";
import { describeExchange } from "./describe/describe-exchange.ts";
import { describeResults } from "./describe/describe-results.ts";
import { createStyle } from "./describe/style.ts";
import { loadRenderer } from "./files/renderers.ts";
import { githubAnnotations } from "./github-reporter.ts";

/** What steers a terminal, ends a line, closes a quote or an element, and commands a runner. */
const HOSTILE = [
  ...["\u001b[8m\u001b]0;pwned\u0007\u001b[2J\u009b31m\u0000\u202e"],
  ...["\n::stop-commands::4f2a\n ::add-mask::e\r::set-env name=A::b\u2028::error::x\u2029"],
  ...["##[stop-commands]4f2a ##[add-mask]e\n\u00a0::debug::x\n", `"'><script>alert(1)</script>]]>\`\n|%0A::error::y`],
].join(" ");

const style = createStyle(false);
let results: SuiteResults;
let folder = "";
beforeAll(async () => {
  results = await runEveryOutcome();
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** The results with this at the beginning and the end of every string, as a file of results may have it. */
function poisoned(value: unknown, text: string, keep: ReadonlySet<string> = new Set()): unknown {
  if (typeof value === "string") {
    return `${text}${value}${text}`;
  }
  if (Array.isArray(value)) {
    return value.map((each) => poisoned(each, text, keep));
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([name, member]) => [name, keep.has(name) ? member : poisoned(member, text, keep)]),
      )
    : value;
}

/** Members that are one of a few words. */
const WORDS: ReadonlySet<string> = new Set(["outcome", "level", "authentication", "replay"]);

/** Members that hold ids, and that a file of results holds to a pattern. */
const IDS: ReadonlySet<string> = new Set([...WORDS, "id", "operation", "format", "profile", "suite", "method", "hex"]);

function expectInert(output: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: They are what is looked for.
  expect(output.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g)).toBeNull();
  expect(workflowCommands(output)).toEqual([]);
}

describe("whatever stands in results", () => {
  test.each(["everything", "what no pattern holds"])(
    "no text for a terminal steers it or commands a runner: %s",
    (what) => {
      // Held against the schema below; here every string may be anything.
      const all = poisoned(results, HOSTILE, what === "everything" ? WORDS : IDS) as SuiteResults;
      const options = { style, again: (id: string) => `replay ${id}` };
      expectInert(describeResults(all, options).join("\n"));
      for (const result of all.cases) {
        expectInert(describeExchange(result, style).join("\n"));
      }
      for (const [before, after] of [
        [results, all],
        [all, results],
        [all, all],
      ] as const) {
        expectInert(describeComparison({ before, after, comparison: compareResults(before, after) }, style));
        expectInert(describeTargets(compareTargets([before, after]), style));
      }
    },
  );

  test("annotations are those of the report, one a line", () => {
    const all = poisoned(results, HOSTILE, WORDS) as SuiteResults; // As above.
    const output = githubAnnotations(all);
    const commands = workflowCommands(output);
    expect(commands.length).toBe(output.trim().split("\n").length);
    expect(commands.every((command) => /^::(?:error|warning|notice) title=[^:]*::/.test(command))).toBe(true);
    expect(commands.length).toBe(workflowCommands(githubAnnotations(results)).length);
  });

  test.each(["junit", "html", "markdown"] as const)("%s is inert and well-formed", async (name) => {
    const all = poisoned(results, HOSTILE, WORDS) as SuiteResults; // As above.
    const text = (await loadRenderer(name))(all);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: They are what is looked for.
    expect(text.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/g)).toBeNull();
    // Code shows what is in it as it is.
    const shown = name === "markdown" ? text.replaceAll(/(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)/gs, "") : text;
    expect(shown.match(/.{40}<script>alert.{20}/)).toBeNull();
    if (name === "junit") {
      expect(() => new SaxesParser().write(text).close()).not.toThrow();
    }
  });

  test("comparisons in Markdown steer nothing", () => {
    const all = poisoned(results, HOSTILE, WORDS) as SuiteResults; // As above.
    expectInert(markdownComparison({ before: results, after: all, comparison: compareResults(results, all) }));
    expectInert(markdownTargets(compareTargets([results, all])));
  });
});

describe("a file of results", () => {
  test.each(["id", "operation", "format", "profile", "method", "hex", "suite"])(
    "is refused for a hostile %s",
    async (name) => {
      const file = join(folder, `${name}.json`);
      const keep = new Set([...IDS].filter((each) => each !== name));
      const given = { ...results, cases: results.cases.map((each) => ({ format: "x", ...each })) };
      const frame = { index: 0, offset: 0, hex: "00" };
      const check = { id: "frame-crc", outcome: "fail", level: "MUST", frame };
      const first = { ...given.cases[1], checks: [...(given.cases[1]?.checks ?? []), check] };
      const valid = { ...given, cases: [given.cases[0], first, ...given.cases.slice(2)] };
      await writeFile(file, JSON.stringify(valid));
      await readResults(file);
      await writeFile(
        file,
        JSON.stringify(poisoned(valid, HOSTILE, new Set([...keep, ...(name === "id" ? [] : ["checks"])]))),
      );
      if (name === "hex") {
        const bad = { ...check, frame: { ...frame, hex: HOSTILE } };
        await writeFile(file, JSON.stringify({ ...valid, cases: [{ ...first, checks: [bad] }] }));
      }
      const { code, stdout, stderr } = await runCli(["merge", file, "--reporter", "github"]);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toContain("does not hold the results of a run");
      expectInert(stderr);
    },
  );

  test("is told without steering a terminal or a runner, whatever else is in it", { timeout: 60_000 }, async () => {
    const [before, after] = [join(folder, "before.json"), join(folder, "after.json")];
    await writeFile(before, JSON.stringify(results));
    await writeFile(after, JSON.stringify(poisoned(results, HOSTILE, IDS)));
    const junit = join(folder, "junit.xml");
    const merged = await runCli(["merge", after, "--reporter", "github", "--reporter", `junit=${junit}`]);
    expect(merged.code).toBe(1);
    expect(workflowCommands(merged.stdout).every((each) => /^::(?:error|warning|notice) title=/.test(each))).toBe(true);
    expectInert(merged.stdout.replaceAll(/^::.*$/gm, ""));
    const xml = await readFile(junit, "utf8");
    expect(() => new SaxesParser().write(xml).close()).not.toThrow();
    for (const files of [
      [before, after],
      [after, before],
      ["--table", before, after],
    ]) {
      const compared = await runCli(["compare", ...files]);
      expectInert(compared.stdout + compared.stderr);
    }
    for (const name of ["json", "markdown", "junit", "html"]) {
      const { stdout } = await runCli(["merge", after, "--reporter", name]);
      expect(workflowCommands(stdout)).toEqual([]);
    }
    const json = await runCli(["merge", after, "--reporter", "json"]);
    expect(JSON.parse(json.stdout).target.name).toBe(`${HOSTILE}${results.target.name}${HOSTILE}`);
  });
});

describe("a target", () => {
  test("cannot command the runner, nor keep the report from doing so", { timeout: 60_000 }, async () => {
    await using server = await startServer({
      status: 418,
      headers: { "content-type": "text/plain", "x-amzn-errortype": "##[stop-commands]4f2a", "x-a": "::error::x" },
      text: `##[stop-commands]4f2a\n${HOSTILE}`,
    });
    const runs = ["--run", "management/ListFoundationModels/*", "--run", "management/GetFoundationModel/*"];
    const flags = ["--endpoint", server.url, "--auth", "none", ...runs];
    const { stdout, code } = await runCli([...flags, "--reporter", "github"], {
      environment: { GITHUB_ACTIONS: "true" },
    });
    expect(code).toBe(1);
    const commands = workflowCommands(stdout);
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.every((command) => /^::(?:error|warning|notice) title=/.test(command))).toBe(true);
    const lines = stdout.split("\n");
    const [, token = "none"] = /^::stop-commands::([\da-f-]{36})$/.exec(lines[0] ?? "") ?? [];
    expect(lines.indexOf(`::${token}::`)).toBe(
      lines.findIndex((line) => /^::(?:error|warning|notice) /.test(line)) - 1,
    );
    expectInert(lines.slice(1, lines.indexOf(`::${token}::`)).join("\n"));

    for (const command of [["run"], ["replay", "management/ListFoundationModels/all"], ["probe"]]) {
      const where = ["--endpoint", server.url, "--auth", "none"];
      const filter = command[0] === "run" ? runs : [];
      const other = await runCli([...command, ...where, ...filter]);
      expectInert(other.stdout + other.stderr);
    }
    for (const reporter of ["json", "json-lines", "markdown", "junit", "html"]) {
      // It writes to the descriptor.
      const run = reporter === "json-lines" ? spawnCli : runCli;
      const other = await run([...flags, "--reporter", reporter]);
      expect([reporter, workflowCommands(other.stdout)]).toEqual([reporter, []]);
    }
  });
});

test.each([
  ["--endpoint", HOSTILE],
  ["--run", HOSTILE],
  ["--target", HOSTILE],
  ["--header", HOSTILE],
  ["--concurrency", HOSTILE],
  [`--x${HOSTILE}`],
  [HOSTILE],
  ["check", HOSTILE],
  ["merge", HOSTILE],
  ["cleanup", "--journal", HOSTILE],
])("what was typed steers nothing where it is refused: %s", async (...flags) => {
  // A name of a file holds no such character.
  const { code, stdout, stderr } = await runCli(flags.map((flag) => flag.replaceAll("\0", "")));
  expect([code, stdout]).toEqual([2, ""]);
  expectInert(stderr);
});

describe("recorded traffic", () => {
  test("commands no runner", { timeout: 60_000 }, async () => {
    const file = join(folder, "lines.jsonl");
    const lines = [
      { id: HOSTILE, request: { method: "GET", path: `/foundation-models/${HOSTILE}` }, response: { status: 200 } },
      { id: "two", request: { method: HOSTILE, path: "/x" }, response: { status: 200, headers: { [HOSTILE]: "x" } } },
      {
        id: "three",
        operation: HOSTILE,
        request: { method: "GET", path: "/foundation-models" },
        response: { status: 200, headers: { "content-type": HOSTILE }, body: HOSTILE },
      },
      HOSTILE,
    ];
    await writeFile(file, lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
    for (const reporter of [[], ["--reporter", "github"], ["--reporter", "json"]]) {
      const { stdout, stderr } = await runCli(["check", file, ...reporter]);
      expect(workflowCommands(stdout).every((each) => /^::(?:error|warning|notice) title=/.test(each))).toBe(true);
      expectInert(stderr + stdout.replaceAll(/^::.*$/gm, ""));
    }
  });
});

describe("files that say what to do", () => {
  test.each([
    {
      name: "manifest.yaml",
      text: `name: ${JSON.stringify(HOSTILE)}\nendpoints: {management: "http://127.0.0.1:9"}\n`,
      flags: ["--target"],
    },
    { name: "keys.yaml", text: `${JSON.stringify(HOSTILE)}: x\n`, flags: ["--target"] },
    { name: "broken.yaml", text: `a: [\n::error::x\n##[add-mask]e\n\u001b[2J`, flags: ["--target"] },
    {
      name: "baseline.yaml",
      text: `- {case: ${JSON.stringify(HOSTILE)}, reason: ${JSON.stringify(HOSTILE)}}\n`,
      flags: ["--baseline"],
    },
    { name: "broken-baseline.yaml", text: "- case: [\n::error::x\n##[add-mask]e", flags: ["--baseline"] },
    { name: "prices.yaml", text: `${JSON.stringify(HOSTILE)}: x\n`, flags: ["--prices"] },
  ])("command no runner: $name", { timeout: 60_000 }, async ({ name, text, flags }) => {
    const file = join(folder, name);
    await writeFile(file, text);
    const runs = ["--run", "management/GetFoundationModel/by-id"];
    for (const command of ["run", "plan"]) {
      const { stdout, stderr } = await runCli([command, ...flags, file, ...runs]);
      expectInert(stdout + stderr);
    }
  });
});
