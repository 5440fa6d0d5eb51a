// Makes a single executable of the mock, for the machine that this runs on: https://nodejs.org/api/single-executable-applications.html
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";
const mock = fileURLToPath(new URL("..", import.meta.url));
const output = join(mock, "dist", "bedrock-mock");
const work = join(mock, "dist", "executable");
const { version } = JSON.parse(readFileSync(join(mock, "package.json"), "utf8"));

const formats = readdirSync(fileURLToPath(new URL("../../validators/src/gen/formats/", import.meta.url))).map((file) =>
  file.replace(/\.ts$/, ""),
);
const loaders = formats.map((id) => `"${id}": () => require("@bedrock-contract/validators/${id}")`).join(", ");

/** What the sources read from files, or load by a name, comes out of the executable. */
const replaced: Plugin = {
  name: "replaced",
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/src\/version\.ts$/ }, () => ({
      contents: `export const VERSION = ${JSON.stringify(version)};`,
    }));
    onLoad({ filter: /\/src\/request\/described-format\.ts$/ }, () => ({
      contents: `const loaders = { ${loaders} }; export const describedFormat = (id) => loaders[id]?.().description;`,
      resolveDir: mock,
    }));
    onLoad({ filter: /\/src\/examples\/example-text\.ts$/ }, () => ({
      contents: 'import { getAsset } from "node:sea"; export const exampleText = (file) => getAsset(file, "utf8");',
    }));
  },
};

mkdirSync(work, { recursive: true });
await build({
  stdin: {
    contents: 'import { main } from "./src/command/main.ts"; void main(process.argv);',
    resolveDir: mock,
    loader: "ts",
  },
  outfile: join(work, "main.cjs"),
  bundle: true,
  minify: true,
  platform: "node",
  format: "cjs",
  target: "node24",
  conditions: ["@bedrock-contract/source"],
  define: { "import.meta.url": "HERE" },
  banner: { js: 'const HERE = require("node:url").pathToFileURL(process.execPath).href;' },
  plugins: [replaced],
});
const examples = fileURLToPath(new URL("../../../specs/gen/examples/", import.meta.url));
const files = readdirSync(examples, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
writeFileSync(
  join(work, "config.json"),
  JSON.stringify({
    main: join(work, "main.cjs"),
    output: join(work, "blob"),
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    assets: Object.fromEntries(files.map((file) => [file, join(examples, file)])),
  }),
);
execFileSync(process.execPath, ["--experimental-sea-config", join(work, "config.json")]);
copyFileSync(process.execPath, output);
chmodSync(output, 0o755);
const postject = createRequire(import.meta.url).resolve("postject/dist/cli.js");
execFileSync(process.execPath, [postject, output, "NODE_SEA_BLOB", join(work, "blob"), "--sentinel-fuse", FUSE]);
console.log(output);
