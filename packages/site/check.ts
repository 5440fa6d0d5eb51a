// Looks at the built site as a visitor does: links, then pages in Chromium, in both colours, on a desktop and on a phone.
import { existsSync, globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { brokenLinks } from "./src/links.ts";
import { SITE, startServer } from "./src/static-server.ts";

const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** One page of each kind, the largest where there are several. */
const PATHS = [
  "/",
  "/guide/start",
  "/formats/",
  "/formats/anthropic-messages",
  "/management/",
  "/management/guardrails/CreateGuardrail",
  "/runtime/ConverseStream",
  "/checks/",
  "/checks/kill-matrix",
  "/typescript/client",
  "/changelog",
];

const SCREENS: readonly BrowserContextOptions[] = [
  { viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  { viewport: { width: 360, height: 780 }, colorScheme: "dark", hasTouch: true },
];

const faults = linkFaults();
if (existsSync(CHROMIUM)) faults.push(...(await pageFaults()));
else console.log(`Pages are not looked at: there is no ${CHROMIUM}, and CHROMIUM_PATH names no other.`);
for (const fault of faults) console.error(fault);
if (faults.length === 0) console.log("The site is whole.");
process.exitCode = faults.length > 0 ? 1 : 0;

function linkFaults(): string[] {
  const files = globSync("**/*", { cwd: SITE });
  const pages = files
    .filter((file) => file.endsWith(".html") && file !== "404.html")
    .map(
      (file) => [`/${file.replace(/(?:(?<=^|\/)index)?\.html$/, "")}`, readFileSync(join(SITE, file), "utf8")] as const,
    );
  const broken = brokenLinks(new Map(pages), new Set(files.map((file) => `/${file}`)));
  console.log(`${pages.length} pages, ${broken.length} broken links.`);
  return broken.map(({ page, link }) => `${page}: the link ${link} leads nowhere.`);
}

async function pageFaults(): Promise<readonly string[]> {
  const server = await startServer(0);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    const faults: string[] = [];
    for (const screen of SCREENS) {
      for (const path of PATHS) faults.push(...(await faultsOf(browser, screen, server.url, path)));
    }
    faults.push(...(await searchFaults(browser, server.url)));
    console.log(`${PATHS.length * SCREENS.length} views of ${PATHS.length} pages in Chromium ${browser.version()}.`);
    return faults;
  } finally {
    await browser.close();
    server.close();
  }
}

/** What is wrong with a page on a screen: what it reports itself, what it asks of others, its width, what axe finds. */
async function faultsOf(
  browser: Browser,
  screen: BrowserContextOptions,
  url: string,
  path: string,
): Promise<readonly string[]> {
  const context = await browser.newContext({ ...screen, reducedMotion: "reduce" });
  const page = await context.newPage();
  const faults = listen(page, url);
  const answer = await page.goto(url + path, { waitUntil: "networkidle" });
  if (answer?.status() !== 200) faults.push(`has the status ${answer?.status()}`);
  // The last that the page does to itself: before it, its buttons have no names.
  await page.waitForSelector(".VPSwitchAppearance:not([title=''])", { state: "attached" });
  await page.evaluate(() => document.querySelector("details")?.setAttribute("open", ""));
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (beyond > 0) faults.push(`is ${beyond} pixels wider than its screen`);
  await page.addScriptTag({ path: AXE });
  const violations = await page.evaluate<readonly { id: string; nodes: readonly { html: string }[] }[]>(
    "axe.run().then(({ violations }) => violations)",
  );
  faults.push(
    ...violations.map(({ id, nodes }) => `breaks the rule ${id} of axe ${nodes.length} times: ${nodes[0]?.html}`),
  );
  await context.close();
  return faults.map((fault) => `${path} at ${screen.viewport?.width} pixels, ${screen.colorScheme}: ${fault}`);
}

/** An operation is found by its name and opened, by the keyboard alone. */
async function searchFaults(browser: Browser, url: string): Promise<readonly string[]> {
  const page = await browser.newPage();
  const faults = listen(page, url);
  await page.goto(url, { waitUntil: "networkidle" });
  await page.keyboard.press("Control+k");
  await page.waitForSelector("#localsearch-input");
  await page.keyboard.type("CreateGuardrail");
  await page.waitForSelector("#localsearch-list a[href*='CreateGuardrail']", { timeout: 20_000 });
  await page.keyboard.press("Enter");
  await page.waitForURL("**/CreateGuardrail*", { timeout: 20_000 }).catch(() => faults.push("opens another page"));
  await page.close();
  return faults.map((fault) => `The search for CreateGuardrail: ${fault}`);
}

/** What a page reports and requests while it is open. */
function listen(page: Page, url: string): string[] {
  const faults: string[] = [];
  page.on("console", (message) => message.type() === "error" && faults.push(`says: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`throws: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("data:")) faults.push(`requests ${request.url()}`);
  });
  return faults;
}
