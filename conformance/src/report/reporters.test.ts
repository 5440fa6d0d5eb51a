import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SaxesParser } from "saxes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OUTCOME_CASES, runEveryOutcome } from "../../test/every-outcome.ts";
import type { CaseResult, SuiteResults } from "../result.ts";
import { OUTCOMES } from "../results/summary.ts";
import { twinReason } from "../results/twin-reason.ts";
import { createConsoleReporter } from "./console-reporter.ts";
import { createReporters } from "./create-reporters.ts";
import { renderJson } from "./files/json-reporter.ts";
import { renderBadge } from "./files/render-badge.ts";
import { renderJunit } from "./files/render-junit.ts";
import { renderMarkdown } from "./files/render-markdown.ts";
import { RENDERER_NAMES } from "./files/renderers.ts";
import { createGithubReporter, githubAnnotations } from "./github-reporter.ts";
import { createHtmlRenderer } from "./html/page.ts";

let results: SuiteResults;
let folder = "";
beforeAll(async () => {
  results = await runEveryOutcome();
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("each selected case has exactly one outcome", () => {
  expect(results.cases.map(({ id }) => id)).toEqual(OUTCOME_CASES.map(({ id }) => id));
  expect(results.cases.map(({ outcome }) => outcome)).toEqual(OUTCOMES);
  expect(OUTCOMES.map((outcome) => results.summary[outcome])).toEqual([1, 1, 1, 1, 1, 1, 1]);
});

test("JUnit tells failure, error and skipped apart", () => {
  const elements = parseXml(renderJunit(results));

  const tests = elements.filter(({ name }) => name === "testcase").map(({ attributes }) => attributes.name);
  expect(tests).toEqual([
    "pass",
    "envelope",
    "fail",
    "not-testable",
    "expected-fail",
    "error",
    "by-the-hour",
    "management/GetFoundationModel/gone",
  ]);
  const marks = elements.filter(({ name }) => ["failure", "error", "skipped"].includes(name));
  expect(marks.map(({ name, parent }) => `${parent}: ${name}`)).toEqual([
    "fail: failure",
    "not-testable: error",
    "expected-fail: skipped",
    "error: error",
    "by-the-hour: skipped",
    "management/GetFoundationModel/gone: failure",
  ]);
  expect(elements.find(({ name }) => name === "testsuites")?.attributes).toMatchObject({
    tests: "8",
    failures: "2",
    errors: "2",
    skipped: "2",
  });
});

test("every report says what was judged by the envelope only", async () => {
  const lines: string[] = [];
  await createConsoleReporter({ write: (text) => lines.push(text) }).end?.(results);
  const renderHtml = await createHtmlRenderer();
  const html = renderHtml(results);

  for (const text of [lines.join(""), renderMarkdown(results), renderJson(results), html]) {
    expect(text).toMatch(/judged by the envelope only: 1|"pass \(envelope\)": 1/);
  }
  expect(renderJunit(results)).toContain("pass (envelope): no spec for ");
  expect(html).toContain("○");
});

test("what a twin lacks is counted with what lacks the same", async () => {
  const lines: string[] = [];
  const [first] = results.cases;
  const reasons = ["needs x", "its valid twin a/B/c is not sent: needs x", twinReason("d/E/f", "needs x"), "needs y"];
  const cases = reasons.flatMap((reason) => (first ? [{ ...first, outcome: "unsupported" as const, reason }] : []));
  await createConsoleReporter({ write: (text) => lines.push(text) }).end?.({ ...results, cases });
  expect(lines.join("")).toContain("unsupported: needs x 3, needs y 1 (");
});

test("JUnit holds what a target says, and nothing that is no XML", () => {
  const elements = parseXml(renderJunit(results));

  const failure = elements.find(({ name }) => name === "failure");
  expect(failure?.text).toContain("<b>|`&amp;`|</b> ]]> \\u001b[31m\\u0000\\ufffe");
});

test("Markdown tells the verdict, every outcome and the faults, and stays Markdown", () => {
  const text = renderMarkdown(results);

  expect(text).toContain("does not conform");
  expect(text).toContain("**1/4 cases conform (unsupported 1, not testable 1), judged by the envelope only: 1**");
  expect(text).toContain("| GetFoundationModel | ❌ 1/4 +1 |");
  expect(text).toContain("| CreateProvisionedModelThroughput | ➖ |");
  expect(text).toContain("- `management/GetFoundationModel/gone`: there is no such case");
  expect(text).toContain("- known since long: 1 case");
  expect(text).toContain("- needs writes: 1 case");
  const outside = text.replaceAll(/^```.*?^```$/gms, "");
  for (const steering of ["<b>", "@all", "\u001b", "\u202e"]) {
    expect(outside).not.toContain(steering);
  }
});

test("what is left behind, and what passed only when it was sent again, is told", () => {
  const [first, ...rest] = results.cases;
  const flaky = { ...first, attempts: [{ status: 429, pauseMs: 5 }, { status: 200 }] } as CaseResult; // The first one passes.
  const text = renderMarkdown({ ...results, cases: [flaky, ...rest], leftBehind: ["the job <x> is still there"] });

  expect(text).toContain(
    "### Left behind: resources that the run created and could not remove\n\n- the job &lt;x> is still there",
  );
  expect(text).toContain("### Flaky: passed when sent again\n\n- management/GetFoundationModel/pass");
});

test("GitHub is given one annotation for each fault, and the job's summary", async () => {
  const summaryFile = join(folder, "summary.md");
  let output = "";
  await createGithubReporter({ write: (text) => (output += text), summaryFile }).end?.(results);

  const commands = output.trimEnd().split("\n");
  expect(commands.map((line) => line.replace(/(?<=.)::.*/, ""))).toEqual([
    "::error title=management/GetFoundationModel/fail › status",
    "::error title=stale baseline entry",
    "::error title=error of the suite itself",
    "::notice title=pass (envelope)",
  ]);
  expect(await readFile(summaryFile, "utf8")).toContain("does not conform");
});

test("GitHub is given no more annotations than it shows, and told how many there are", () => {
  const [first] = results.cases.filter(({ outcome }) => outcome === "fail");
  const cases = Array.from({ length: 30 }, (_, index) => ({
    ...first,
    checks: first?.checks.map((check) => ({ ...check, message: `fault ${"x".repeat(index)}` })),
  }));

  const commands = githubAnnotations({ ...results, cases: cases as never }) // Results with other messages.
    .trimEnd()
    .split("\n");
  const errors = commands.filter((command) => command.startsWith("::error"));
  expect(errors).toHaveLength(10);
  expect(errors.at(-1)).toMatch(/and 22 more/);
});

test("a badge says how many cases conform", () => {
  const badge = renderBadge(results);

  parseXml(badge);
  expect(badge).toContain(">1/4 + 1 pass (envelope)</text>");
});

test.each(RENDERER_NAMES.map((name) => ({ name })))(
  "$name is written to a file in a folder that is not there yet",
  async ({ name }) => {
    const file = join(folder, name, "report");
    const [reporter] = await createReporters([{ name, file }]);
    await reporter?.end?.(results);

    expect((await readFile(file, "utf8")).length).toBeGreaterThan(500);
  },
);

interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The name of the test around it. */
  readonly parent: string;
  text: string;
}

/** Reads XML strictly; throws where it is not well-formed. */
function parseXml(text: string): readonly XmlElement[] {
  const elements: XmlElement[] = [];
  const open: XmlElement[] = [];
  const parser = new SaxesParser();
  parser.on("opentag", ({ name, attributes }) => {
    const element = { name, attributes, parent: open.at(-1)?.attributes.name ?? "", text: "" };
    elements.push(element);
    open.push(element);
  });
  parser.on("text", (value) => {
    const element = open.at(-1);
    if (element !== undefined) {
      element.text += value;
    }
  });
  parser.on("closetag", () => void open.pop());
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(text).close();
  return elements;
}
