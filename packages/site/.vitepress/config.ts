import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DefaultTheme, defineConfig, type MarkdownRenderer } from "vitepress";
import { anchorOf } from "../src/markdown.ts";

const PAGES = join(import.meta.dirname, "../dist/pages");
const { repository } = JSON.parse(readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8"));
const menu: readonly { readonly path: string; readonly title: string; readonly group: string }[] = JSON.parse(
  readFileSync(join(PAGES, "menu.json"), "utf8"),
);

/** The menu beside the pages of some folders: their groups, in the order in which the pages come. */
function sidebar(...folders: readonly string[]): DefaultTheme.SidebarItem[] {
  const pages = menu.filter(({ path }) => folders.some((folder) => path.startsWith(folder)));
  return [...Map.groupBy(pages, ({ group }) => group)].map(([text, items]) => ({
    ...(text !== "" && { text }),
    items: items.map(({ path, title }) => ({ text: breakable(title), link: `/${path.replace(/index$/, "")}` })),
  }));
}

/** A name that may break between its words, where a menu is narrow. */
function breakable(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "<wbr>");
}

/** The menus of an API with folders: beside the pages of a folder these, and then the names of all folders. */
function sidebarsByFolder(api: string): DefaultTheme.SidebarMulti {
  const [first, ...groups] = sidebar(api);
  const names = groups.map(({ text = "" }) => ({ text, link: `/${api}#${anchorOf(text)}` }));
  const all = [first ?? {}, { text: "All groups", items: names }];
  const each = groups.map((group) => [`/${api}${anchorOf(group.text ?? "")}/`, [group, ...all]]);
  return { [`/${api}`]: all, ...Object.fromEntries(each) };
}

/** A cell of a head without a word is no heading. */
function plainEmptyHeads(md: MarkdownRenderer): void {
  for (const rule of ["th_open", "th_close"]) {
    md.renderer.rules[rule] = (tokens, index, options, _env, self) => {
      const token = tokens[index];
      const words = tokens[rule === "th_open" ? index + 1 : index - 1]?.content;
      if (token && words === "") token.tag = "td";
      return self.renderToken(tokens, index, options);
    };
  }
}

/** JSON of an example: what the names of members are is all that is marked, which keeps long pages light. */
function example(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<pre v-pre tabindex="0"><code>${escaped.replaceAll(/("(?:[^"\\\n]|\\.)*")(?=: )/g, "<b>$1</b>")}</code></pre>`;
}

const ICON =
  "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path fill='%23a34a05' d='M1 11h14v4H1zM3 6h10v4H3zM5 1h6v4H5z'/></svg>";

const PROTOCOLS = sidebar("gateway/", "responses/", "messages/");

export default defineConfig({
  title: "Bedrock Contract",
  description:
    "What Amazon Bedrock sends and accepts, written once: specs, types, validators, clients, a mock and a conformance suite.",
  srcDir: "dist/pages",
  outDir: "dist/site",
  cacheDir: "dist/cache",
  cleanUrls: true,
  head: [["link", { rel: "icon", href: ICON }]],
  metaChunk: true,
  markdown: {
    anchor: { slugify: anchorOf },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config(md) {
      plainEmptyHeads(md);
      const { highlight } = md.options;
      md.options.highlight = (text, language, attributes) =>
        attributes === "example" ? example(text) : (highlight?.(text, language, attributes) ?? "");
    },
  },
  themeConfig: {
    outline: { level: [2, 3] },
    notFound: {
      quote: "This address has no page. Use the menu or the search to find what you are looking for.",
      linkText: "Go to the first page",
      linkLabel: "Go to the first page",
    },
    search: {
      provider: "local",
      options: {
        // Examples are found by their summaries; their bodies would be most of the index.
        _render: (text, env, md) => md.render(text.replaceAll(/^(````|```)[\s\S]*?^\1$/gm, ""), env),
      },
    },
    nav: [
      { text: "Guide", link: "/guide/start", activeMatch: "^/guide/" },
      { text: "Formats", link: "/formats/", activeMatch: "^/formats/" },
      {
        text: "APIs",
        items: [
          { text: "Management", link: "/management/" },
          { text: "Runtime", link: "/runtime/" },
          { text: "Chat Completions", link: "/gateway/" },
          { text: "Responses", link: "/responses/" },
          { text: "Messages", link: "/messages/" },
          { text: "Control of the mock", link: "/mock/" },
        ],
      },
      { text: "Checks", link: "/checks/", activeMatch: "^/checks/" },
      { text: "TypeScript", link: "/typescript/", activeMatch: "^/typescript/" },
      { text: "Changelog", link: "/changelog" },
    ],
    sidebar: {
      "/guide/": [...sidebar("guide/"), ...sidebar("project/")],
      "/project/": [...sidebar("guide/"), ...sidebar("project/")],
      "/formats/": sidebar("formats/"),
      ...sidebarsByFolder("management/"),
      "/runtime/": sidebar("runtime/"),
      "/gateway/": PROTOCOLS,
      "/responses/": PROTOCOLS,
      "/messages/": PROTOCOLS,
      "/mock/": sidebar("mock/"),
      "/checks/": sidebar("checks/"),
      "/typescript/": sidebar("typescript/"),
    },
    ...(repository && { socialLinks: [{ icon: "github" as const, link: repository }] }),
  },
});
