import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import type { Address, Page } from "./api-pages.ts";
import { asText, code, readTables, rewriteLinks, table } from "./markdown.ts";
import { REPOSITORY } from "./repository.ts";
import { lines } from "./schema.ts";
import { withOwner } from "./with-owner.ts";

/** The Markdown of the repository in the order of the menus: where each file stands in the site, and what menus call it. */
const MENU: readonly (readonly [
  group: string,
  files: readonly (readonly [file: string, path: string, title: string])[],
])[] = [
  [
    "Use it",
    [
      ["README.md", "guide/start", "Start here"],
      ["packages/client/README.md", "guide/call", "Call a model"],
      ["packages/validators/README.md", "guide/validate", "Validate a body"],
      ["packages/mock/README.md", "guide/mock", "Mock Bedrock"],
      ["packages/mock/docs/languages.md", "guide/languages", "From other languages"],
      ["packages/types/README.md", "guide/types", "Types"],
      ["packages/wire/README.md", "guide/wire", "The wire"],
      ["specs/README.md", "guide/specs", "The specs in your tools"],
    ],
  ],
  [
    "Test an implementation",
    [
      ["conformance/docs/five-minutes.md", "guide/grade", "In five minutes"],
      ["conformance/docs/clients.md", "guide/clients", "Test a client"],
      ["conformance/docs/live-traffic.md", "guide/live-traffic", "Live traffic"],
      ["conformance/docs/invocation-logs.md", "guide/invocation-logs", "Invocation logs"],
      ["conformance/docs/shards.md", "guide/shards", "Several machines"],
      ["conformance/docs/interpreting.md", "guide/interpreting", "The cases in another language"],
    ],
  ],
  [
    "The suite",
    [
      ["conformance/README.md", "checks/suite", "Reference of the suite"],
      ["conformance/docs/kill-matrix.md", "checks/kill-matrix", "Kill matrix"],
      ["conformance/docs/conversations.md", "checks/conversations", "Conversations"],
      ["packages/third-parties/implementations.md", "checks/implementations", "Other implementations"],
    ],
  ],
  [
    "Formats",
    [
      ["specs/gen/formats.md", "formats/index", "All formats"],
      ["specs/gen/families.md", "formats/families", "All families"],
    ],
  ],
  [
    "The project",
    [
      [".github/CONTRIBUTING.md", "project/contributing", "Contributing"],
      [".github/ARCHITECTURE.md", "project/architecture", "Architecture"],
      [".github/GLOSSARY.md", "project/glossary", "Glossary"],
      [".github/STYLE.md", "project/style", "Style"],
      [".github/SECURITY.md", "project/security", "Security"],
      ["packages/codegen/README.md", "project/codegen", "The generator"],
    ],
  ],
];

const DECISIONS = "packages/codegen/docs/adr/";

/** What folders of the specs are in the site. */
const FOLDERS: Readonly<Record<string, string>> = {
  "specs/formats": "/formats/",
  "specs/management": "/management/",
  "specs/runtime": "/runtime/",
  "specs/gateway": "/gateway/",
  "specs/responses": "/responses/",
  "specs/messages": "/messages/",
  "specs/mock": "/mock/",
};

interface Source {
  readonly file: string;
  readonly path: string;
  readonly title: string;
  readonly group: string;
}

/** The pages that are Markdown files of the repository. A file that no menu has is a fault. */
export function guidePages(address: Address): readonly Page[] {
  const tracked = execFileSync("git", ["ls-files", "*.md"], { cwd: REPOSITORY, encoding: "utf8" }).split("\n");
  const decisions = tracked.filter((file) => file.startsWith(DECISIONS));
  const sources: readonly Source[] = [
    ...MENU.flatMap(([group, files]) => files.map(([file, path, title]) => ({ file, path, title, group }))),
    ...decisions.map((file) => {
      const [name = ""] = file.slice(DECISIONS.length).split(".");
      const title = /^# (.*)$/m.exec(read(file))?.[1] ?? name;
      return { file, path: `project/adr-${name}`, title, group: "Decisions" };
    }),
  ];
  const known = new Set(sources.map(({ file }) => file));
  const missing = tracked.filter(
    (file) => file !== "" && !known.has(file) && !/^\.changeset\/|CHANGELOG\.md$/.test(file),
  );
  if (missing.length > 0) throw new Error(`No menu has ${missing.join(", ")}: list them in guide-pages.ts.`);
  const paths = new Map(sources.map(({ file, path }) => [file, `/${path.replace(/index$/, "")}`]));
  return sources.map(({ file, path, title, group }) => ({
    path,
    title,
    group,
    text: fromRepository(file, paths, address),
  }));
}

/** A Markdown file of the repository as a page: its links lead to pages, and VitePress finds no markup in it. */
function fromRepository(file: string, paths: ReadonlyMap<string, string>, address: Address): string {
  const { repository } = JSON.parse(read("package.json"));
  const text = withOwner(read(file), repository)
    .replace(/^<!--[\s\S]*?-->\s*/, "")
    .replaceAll(/^```ts run$/gm, "```ts");
  const linked = rewriteLinks(text, (target) => linkTarget(file, target, paths, address));
  return asText(linked);
}

/** Where a link of a file of the repository leads in the site; or to the file itself; or nowhere, where it has no address. */
export function linkTarget(
  from: string,
  target: string,
  paths: ReadonlyMap<string, string>,
  address: Address,
): string | undefined {
  const [path = "", anchor] = target.split("#");
  const file = normalize(join(dirname(from), path)).replace(/\/$/, "");
  if (!existsSync(join(REPOSITORY, file))) throw new Error(`${from}: ${target} leads nowhere.`);
  const format = /^specs\/formats\/([^/]+)$/.exec(file)?.[1];
  const page =
    paths.get(file) ?? paths.get(join(file, "README.md")) ?? FOLDERS[file] ?? (format && `/formats/${format}`);
  const url = page ?? address(file);
  return url === undefined || anchor === undefined ? url : `${url}#${anchor}`;
}

/** The first page: its head, then the code that the README begins with. */
export function homePage(head: string): string {
  const steps = ["Call a model, typed", "Test your own implementation"].map((heading) => {
    const section = read("README.md").split(`\n## ${heading}\n`)[1];
    const [, language, body] = /^```(\w+).*\n([\s\S]*?)^```$/m.exec(section ?? "") ?? [];
    if (body === undefined) throw new Error(`README.md has no code below "${heading}".`);
    return `## ${heading}\n\n\`\`\`${language}\n${body}\`\`\``;
  });
  return lines([
    `---\n${head}---`,
    '<script setup>\nimport { VPHomeFeatures, VPHomeHero } from "vitepress/theme";\n</script>',
    '<main>\n<VPHomeHero />\n<VPHomeFeatures />\n<div class="vp-doc steps">',
    ...steps,
    "</div>\n</main>",
  ]);
}

/** What each check demands, and how many wrong responses it detects, of which classes. */
export function checksPage(): Page {
  const demands = readTables(read("conformance/README.md"), "check");
  const matrix = read("conformance/docs/kill-matrix.md");
  const kills = readTables(matrix, "check");
  const classes = readTables(matrix, "class");
  const rows = [...Map.groupBy(demands, ({ check = "" }) => check.replaceAll("`", ""))].map(([name, said]) => {
    const kill = kills.find(({ check }) => check === name);
    const caught = classes.filter((each) => new RegExp(`(?:^|, )${name} \\d`).test(each["killed by"] ?? ""));
    const [killed = 0, alone = 0, passed = 0] = Object.values(kill ?? {})
      .slice(1)
      .map(Number);
    return {
      name,
      said,
      killed,
      alone,
      passed,
      caught: caught.map((each) => each.class ?? ""),
    };
  });
  const unknown = kills.filter(({ check }) => !rows.some(({ name }) => name === check)).map(({ check }) => check);
  if (unknown.length > 0)
    throw new Error(`conformance/README.md does not say what these check: ${unknown.join(", ")}.`);
  const number = (value: number): string => value.toLocaleString("en-US");
  const sections = rows
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map((row) =>
      lines([
        `### ${code(row.name)} <span class="level">${row.said[0]?.level}</span> {#${row.name}}`,
        ...row.said.map((each) =>
          [
            `${asText(each["what must hold"] ?? "").replace(/^./, (letter) => letter.toUpperCase())}.`,
            each["justified by"] && `Justified by: ${asText(each["justified by"])}.`,
          ]
            .filter(Boolean)
            .join(" "),
        ),
        row.killed === 0
          ? ""
          : `Detects ${number(row.killed)} wrong responses, of which no other check detects ${number(row.alone)}. Passes ${number(row.passed)} right responses.`,
        row.caught.length === 0
          ? ""
          : `<details class="example"><summary>${row.caught.length === 1 ? "The kind" : `The ${row.caught.length} kinds`} of wrong responses</summary>\n\n${row.caught.map(code).join(", ")}\n\n</details>`,
      ]),
    );
  return {
    path: "checks/index",
    title: "Every check",
    group: "The suite",
    text: lines([
      "# Checks",
      "A check is one rule for the responses of an implementation. A broken MUST fails a run, and a broken SHOULD warns. To test the checks themselves, right responses are changed in one way at a time, and the checks must detect each of these mutants ([kill matrix](/checks/kill-matrix)). To run the checks, see [Test your implementation in five minutes](/guide/grade).",
      table([
        {
          checks: String(rows.length),
          "wrong responses tested": /^(\d+) mutants/m.exec(matrix)?.[1] ?? "",
          "not detected": /(\d+) survived/.exec(matrix)?.[1] ?? "",
          "right responses refused": /(\d+) false alarms/.exec(matrix)?.[1] ?? "",
        },
      ]),
      "## The checks",
      ...sections,
    ]),
  };
}

/** What changed from release to release; before the first one, what is going to be in it. */
export function changelogPage(): Page {
  const released = "specs/CHANGELOG.md";
  const changes = execFileSync("git", ["ls-files", ".changeset/*.md"], { cwd: REPOSITORY, encoding: "utf8" })
    .split("\n")
    .filter((file) => file !== "" && !file.endsWith("README.md"))
    .map((file) => {
      const [, head = "", text = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(read(file)) ?? [];
      const packages = [...head.matchAll(/@bedrock-contract\/([a-z]+)/g)].map(([, name]) => name ?? "");
      return { packages, text: text.trim() };
    });
  const contract = changes.filter(({ packages }) => packages.includes("specs"));
  const rest = changes.filter(({ packages }) => !packages.includes("specs"));
  const list = (entries: typeof changes): string =>
    entries
      .map(
        ({ packages, text }) =>
          `- <span class="facts">${packages.join(", ")}</span> ${asText(text).replaceAll("\n", "\n  ")}`,
      )
      .join("\n");
  return {
    path: "changelog",
    title: "Changelog",
    group: "The project",
    text: lines([
      "# Changelog",
      "Changes of the specs, of the packages and of the suite.",
      contract.length > 0 ? lines(["## Next release: the specs", list(contract)]) : "",
      rest.length > 0 ? lines(["## Next release: packages and suite", list(rest)]) : "",
      existsSync(join(REPOSITORY, released)) ? asText(read(released).replace(/^# .*$/m, "")) : "",
    ]),
  };
}

function read(file: string): string {
  return readFileSync(join(REPOSITORY, file), "utf8");
}
