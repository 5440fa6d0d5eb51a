// Makes the site: pages of Markdown in `dist/pages`, then HTML in `dist/site`.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "vitepress";
import { apiPages, formatPage, type Page } from "./src/api-pages.ts";
import { changelogPage, checksPage, guidePages, homePage } from "./src/guide-pages.ts";
import { REPOSITORY, readYaml } from "./src/repository.ts";
import { typeScriptPages } from "./src/typescript-pages.ts";

const SITE = import.meta.dirname;
const PAGES = join(SITE, "dist/pages");

const APIS: Readonly<Record<string, string>> = {
  management: "Management API",
  runtime: "Runtime API",
  gateway: "Chat Completions",
  responses: "Responses",
  messages: "Messages",
  mock: "Control API of the mock",
};

const { repository } = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8"));
const address = (file: string): string | undefined => repository && `${repository}/blob/main/${file}`;

rmSync(PAGES, { recursive: true, force: true });
const formats = readdirSync(join(REPOSITORY, "specs/gen/openapi"))
  .map((name) => name.slice(0, -".yaml".length))
  .filter((id) => readYaml(`specs/gen/openapi/${id}.yaml`)["x-bedrock-format"]);
const pages: readonly Page[] = [
  checksPage(),
  ...guidePages(address),
  changelogPage(),
  ...formats.map((id) => formatPage(id, address)),
  ...Object.entries(APIS).flatMap(([api, title]) => apiPages(api, title, address)),
  ...(await typeScriptPages(join(SITE, "dist"))),
];
for (const { path, text } of pages) {
  // Where there is nothing to list beside a page, the page takes the room: tables need it.
  write(`${path}.md`, /^## /m.test(text) ? text : `---\naside: false\n---\n\n${text}`);
}
write("index.md", homePage(readFileSync(join(SITE, "home.yaml"), "utf8")));
write("menu.json", JSON.stringify(pages.map(({ path, title, group }) => ({ path, title, group }))));
console.log(`${pages.length + 1} pages of Markdown.`);
await build(SITE);

function write(path: string, text: string): void {
  const file = join(PAGES, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
