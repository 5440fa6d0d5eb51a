import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isFull } from "../../../../.some-of.ts";
import { HOSTILE_TEXT, runEveryOutcome } from "../../../test/every-outcome.ts";
import { type Mutation, startFaultyTarget } from "../../../test/faulty-target.ts";
import type { CaseResult, SuiteResults } from "../../result.ts";
import { OUTCOMES, summarize } from "../../results/summary.ts";
import { runSuite } from "../../run/run-suite.ts";
import { createReporters } from "../create-reporters.ts";
import { createHtmlRenderer } from "./page.ts";

const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let results: SuiteResults;
let folder = "";
let markup = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
  results = await faultyResults();
  const file = join(folder, "report.html");
  const [reporter] = await createReporters([{ name: "html", file }]);
  await reporter?.end?.(results);
  markup = await readFile(file, "utf8");
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

test("the page is one file that fetches nothing", () => {
  const withoutText = markup.replaceAll(/<pre[\s\S]*?<\/pre>|<code>.*?<\/code>|<dd>.*?<\/dd>/g, "");

  expect(
    withoutText.match(
      /(?:src|href)="(?!#|data:|https:\/\/(?:docs\.aws|smithy|www\.rfc|platform\.openai|html\.spec))[^"]*"/g,
    ),
  ).toBeNull();
  expect(withoutText).not.toMatch(/@import|url\(/);
  const policy = "default-src 'none'; style-src 'sha256-";
  expect(markup.includes(policy.replaceAll("'", "&#39;"))).toBe(true);
});

test("tables grow by rows alone, however many formats there are", async () => {
  const renderHtml = await createHtmlRenderer();
  const formats = Array.from({ length: 30 }, (_, index) => `format-${index}`);
  const cases = formats.flatMap((format) => results.cases.slice(0, 9).map((result) => ({ ...result, format })));
  const heads = renderHtml({ ...results, cases }).match(/<thead>.*?<\/thead>/gs) ?? [];

  expect(heads.length).toBeGreaterThan(1);
  expect(heads.filter((head) => /format-\d/.test(head))).toEqual([]);
});

test("what a target says is text, never markup", () => {
  expect(HOSTILE_TEXT).toContain("<b>|");
  expect(markup).not.toContain("<b>|");
  expect(markup).toContain("&lt;b&gt;|`&amp;amp;`|");
});

describe.runIf(isFull && existsSync(CHROMIUM))(
  `in a browser (at full length, where there is ${CHROMIUM})`,
  { tags: "longer" },
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    }, 60_000);
    afterAll(() => browser?.close());

    const SCREENS = [
      { name: "light", colorScheme: "light", viewport: { width: 1200, height: 900 } },
      { name: "dark", colorScheme: "dark", viewport: { width: 1200, height: 900 } },
      { name: "phone, light", colorScheme: "light", viewport: { width: 360, height: 740 } },
      { name: "phone, dark", colorScheme: "dark", viewport: { width: 360, height: 740 } },
    ] as const;

    test.each(SCREENS)("nothing is wrong: $name", { timeout: 120_000 }, async ({ name: _, ...options }) => {
      await using opened = await open(options);
      const { page, errors } = opened;
      // What is folded away is looked at as well.
      await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");

      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
      expect(await violationsOf(page)).toEqual([]);
      expect(errors).toEqual([]);
    });

    test("light and dark differ", async () => {
      const colors = await Promise.all(
        (["light", "dark"] as const).map(async (colorScheme) => {
          await using opened = await open({ colorScheme });
          return await opened.page.evaluate("getComputedStyle(document.body).backgroundColor");
        }),
      );
      expect(new Set(colors).size).toBe(2);
    });

    test.each(OUTCOMES.map((outcome) => ({ outcome })))(
      "the filter shows cases of one outcome: $outcome",
      async ({ outcome }) => {
        await using opened = await open();
        const { page } = opened;
        await page.check(`#filter input[value="${outcome}"]`);

        const wanted = results.cases.filter((result) => result.outcome === outcome).map(({ id }) => id);
        expect(await shownCases(page)).toEqual(wanted);
        expect(await page.textContent("#count")).toBe(`${wanted.length} of ${results.cases.length} cases`);
        expect(await page.getAttribute("#count", "aria-live")).toBe("polite");
        expect(page.url()).toMatch(/#outcome=[^&]+$/);
        expect(new URLSearchParams(new URL(page.url()).hash.slice(1)).get("outcome")).toBe(outcome);
      },
    );

    test("text, operation, format and check choose together, and all is shown again", async () => {
      await using opened = await open();
      const { page } = opened;
      await page.selectOption("#filter [name=operation]", "InvokeModel");
      await page.selectOption("#filter [name=format]", "openai-completion");
      await page.selectOption("#filter [name=check]", "response-schema");
      await page.fill("#filter [name=text]", "OUTPUT-REGEX");

      const isMeant = ({ operation, format, checks, id }: CaseResult): boolean =>
        operation === "InvokeModel" &&
        format === "openai-completion" &&
        checks.some((check) => check.id === "response-schema") &&
        id.includes("output-regex");
      const wanted = results.cases.filter(isMeant).map(({ id }) => id);
      expect(wanted.length).toBeGreaterThan(0);
      expect(await shownCases(page)).toEqual(wanted);

      await page.fill("#filter [name=text]", "no such text anywhere");
      expect(await page.isVisible("#nothing")).toBe(true);
      await page.click("#filter button[type=reset]");
      await page.waitForFunction(`document.getElementById("count").textContent === "${results.cases.length} cases"`);
      expect((await shownCases(page)).length).toBe(results.cases.length);
    });

    test("a number of the table leads to its cases, and so does its address", async () => {
      await using opened = await open();
      const { page } = opened;
      await page.click('table.matrix a:has-text("conform, InvokeModel openai-completion")');
      await page.waitForFunction(`document.getElementById("count").textContent.includes(" of ")`);
      const shown = await shownCases(page);
      await using again = await open({}, new URL(page.url()).hash);

      const wanted = results.cases.filter(
        ({ operation, format }) => operation === "InvokeModel" && format === "openai-completion",
      );
      expect(shown).toEqual(wanted.map(({ id }) => id));
      expect(await shownCases(again.page)).toEqual(shown);
    });

    test("the keyboard reaches the filter and the cases, and what has the focus is seen", async () => {
      await using opened = await open();
      const { page } = opened;
      await page.keyboard.press("Tab");
      expect(await page.textContent(":focus")).toBe("Skip to the cases");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      expect(await page.getAttribute(":focus", "name")).toBe("text");
      expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
      await page.keyboard.type("/expected-fail");
      expect(await shownCases(page)).toEqual(["management/GetFoundationModel/expected-fail"]);

      await page.focus("details.case:not([hidden]) > summary");
      await page.keyboard.press("Enter");
      expect(await page.isVisible("details.case:not([hidden]) .body")).toBe(true);
      expect(await page.textContent("details.case:not([hidden]) .body")).toContain("known since long");
    });

    test("a fault leads to its cases, even to one that the filter hides", async () => {
      await using opened = await open({}, "#outcome=pass");
      const { page } = opened;
      const likewise = page.locator(".fault[open] .likewise").first();
      // A fault of many cases folds them away.
      if ((await likewise.getAttribute("open")) === null) {
        await likewise.locator("summary").click();
      }
      const link = likewise.locator(".links a").first();
      const id = await link.textContent();
      await link.click();

      expect(await page.textContent("details.case[open] .facts code")).toBe(id);
      expect((await shownCases(page)).length).toBe(results.cases.length);
    });

    interface OpenPage extends AsyncDisposable {
      readonly page: Page;
      /** What the console says, and what was asked of the network. */
      readonly errors: readonly string[];
    }

    async function open(options: BrowserContextOptions = {}, hash = ""): Promise<OpenPage> {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const errors: string[] = [];
      page.on("console", (message) => errors.push(message.text()));
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("request", (request) => request.url().startsWith("http") && errors.push(request.url()));
      await page.goto(`${pathToFileURL(join(folder, "report.html"))}${hash}`);
      return { page, errors, [Symbol.asyncDispose]: () => context.close() };
    }
  },
);

/** The page's policy lets no script in: axe comes by the debugger. */
async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(AXE, "utf8"));
  const script =
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes.slice(0, 3).map(({ target }) => target).join(', ')))";
  return page.evaluate<readonly string[]>(script);
}

async function shownCases(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(
    "[...document.querySelectorAll('details.case:not([hidden]) > .body > .facts code:first-child')].filter((code) => code.parentElement.previousElementSibling.textContent === 'Id').map((code) => code.textContent)",
  );
}

/** Every outcome, streams that are broken, and faults within bodies. */
async function faultyResults(): Promise<SuiteResults> {
  await using target = await startFaultyTarget(spoil);
  const run = ["openai-completion", "management/ListFoundationModels"];
  const faulty = await runSuite({ endpoint: target.url, auth: "none", run });
  const every = await runEveryOutcome();
  const cases = [...every.cases, ...faulty.cases];
  return { ...every, cases, summary: summarize(cases) };
}

const spoil: Mutation = (answer, { url }) => {
  const { status, headers, body } = answer;
  if (headers["content-type"] === "application/vnd.amazon.eventstream") {
    body[40] = 0;
  } else if (status === 200 && url.endsWith("/invoke")) {
    const choices = [{ index: 0, text: 5, finish_reason: HOSTILE_TEXT }];
    answer.body = Buffer.from(JSON.stringify({ ...JSON.parse(body.toString("utf8")), choices }));
  } else if (status === 400) {
    delete headers["x-amzn-errortype"];
  }
};
