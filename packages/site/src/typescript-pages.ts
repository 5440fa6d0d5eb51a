import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Application, OptionDefaults } from "typedoc";
import type { Page } from "./api-pages.ts";
import { code } from "./markdown.ts";
import { REPOSITORY } from "./repository.ts";

const CONDITION = "@bedrock-contract/source";
const SCOPE = "@bedrock-contract/";
/** What typedoc-plugin-markdown writes: a page a door, whose head is the site's. */
const FORM = {
  outputFileStrategy: "modules",
  hideBreadcrumbs: true,
  hidePageHeader: true,
  useCodeBlocks: true,
  expandObjects: false,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  typeDeclarationFormat: "table",
} as const;
const FOLDERS = ["client", "validators", "types", "mock", "wire", "conformance"];

/** The pages of the TypeScript API: one for each door of a package that is written by hand. */
export async function typeScriptPages(scratch: string): Promise<readonly Page[]> {
  const doors = FOLDERS.flatMap((name) => doorsOf(name === "conformance" ? name : `packages/${name}`));
  const tsconfig = join(scratch, "tsconfig.json");
  mkdirSync(scratch, { recursive: true });
  writeFileSync(
    tsconfig,
    JSON.stringify({ extends: "../tsconfig.json", include: [], files: doors.map(({ file }) => file) }),
  );
  const app = await Application.bootstrapWithPlugins({
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: doors.map(({ file }) => file),
    tsconfig,
    readme: "none",
    // The generated types have it.
    blockTags: [...OptionDefaults.blockTags, "@description", "@constant"],
    skipErrorChecking: true,
    disableSources: true,
    excludeExternals: true,
    logLevel: "Error",
    ...FORM,
  });
  const project = await app.convert();
  if (!project?.children) throw new Error("typedoc cannot read the packages.");
  const byFile = new Map(doors.map(({ file, name }) => [file, name]));
  for (const module of project.children) {
    const file = project.getSymbolIdFromReflection(module)?.fileName ?? "";
    module.name = byFile.get(file) ?? module.name;
  }
  const out = join(scratch, "typedoc");
  await app.outputs.writeOutput({ name: "markdown", path: out }, project);
  const pages = doors.map(({ name }) => ({
    path: `typescript/${name.slice(SCOPE.length)}`,
    title: name.slice(SCOPE.length),
    group: name.slice(SCOPE.length).split("/")[0] ?? "",
    text: numberedLinks(readFileSync(join(out, `${name}.md`), "utf8")),
  }));
  const index = pages.map(({ path, title }) => `- [${code(SCOPE + title)}](/${path})`).join("\n");
  const text = `# TypeScript API\n\nOne page for each door of a package. The validators of each format and operation have doors of their own, all alike: [Validate a body](/guide/validate).\n\n${index}`;
  return [{ path: "typescript/index", title: "All packages", group: "", text }, ...pages];
}

/** typedoc counts `XError.code` as another `XErrorCode`, whose anchor then has no number. */
function numberedLinks(text: string): string {
  return text.replaceAll(/#([a-z]+errorcode)-1\b/g, "#$1");
}

interface Door {
  readonly file: string;
  readonly name: string;
}

function doorsOf(folder: string): readonly Door[] {
  const { name, exports } = JSON.parse(readFileSync(join(REPOSITORY, folder, "package.json"), "utf8"));
  return Object.entries<Record<string, string>>(exports).flatMap(([door, targets]) => {
    const file = targets[CONDITION];
    return file === undefined || file.includes("/gen/")
      ? []
      : [{ file: join(REPOSITORY, folder, file), name: name + door.slice(1) }];
  });
}
