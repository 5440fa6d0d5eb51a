import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { importOperations } from "../import/import-operations.ts";
import { LAYOUT_FILE, type Layout, readLayout } from "../import/layout.ts";
import { UNWRITTEN } from "../import/write-schema.ts";
import { ModelError, readModel } from "../service-model/read-model.ts";
import type { ServiceModel } from "../service-model/service-model.ts";
import { DiskTree } from "../source/tree.ts";

const USAGE = `Usage: pnpm drift FILE --write [--family NAME]…

Brings the operations of AWS's service model that the specs lack into the YAML, each in its family, with descriptions
that the linter refuses until they are written.
  FILE             a service-2.json of botocore, or a lock of specs/model
  --family NAME    only the operations of this family, of those in ${LAYOUT_FILE}; may be given again
  --root FOLDER    the repository, if not this one
`;

/** Wrong usage, with exit code 2. */
class UsageError extends Error {}

interface Options {
  readonly file: string;
  readonly families: readonly string[];
  readonly root: string;
}

/** Runs the command with some arguments; returns its exit code. */
export function main(args: readonly string[]): number {
  try {
    const options = readOptions(args);
    if (!options) return 0;
    return write(options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`drift: ${error.message}\n\n${USAGE}`);
    return 2;
  }
}

function readOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parsed(args);
  if (values.help) {
    console.log(USAGE);
    return undefined;
  }
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0 || !values.write) throw new UsageError("expected FILE --write");
  const root = values.root ?? fileURLToPath(new URL("../../../..", import.meta.url));
  return { file, families: values.family ?? [], root: resolve(root) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        write: { type: "boolean" },
        family: { type: "string", multiple: true },
        root: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function write({ file, families, root }: Options): number {
  const model = open(file);
  const tree = new DiskTree(root);
  const layout = readLayout(tree.read(LAYOUT_FILE) ?? "{}", model.head.service);
  if (!layout) throw new UsageError(`${LAYOUT_FILE} has no families of the service ${model.head.service}`);
  const files = importOperations({ tree, model, layout }, chosen(layout, families));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    const words = text.split(UNWRITTEN).length - 1;
    console.log(`${path}: ${text.split("\n").length - 1} lines, ${words} descriptions and summaries to be written`);
  }
  if (files.size === 0) console.log("nothing to write: the specs have these operations already");
  return 0;
}

function chosen({ families }: Layout, names: readonly string[]): Layout["families"] {
  const unknown = names.find((name) => !families.some((family) => family.name === name));
  if (unknown === undefined) return families.filter(({ name }) => names.length === 0 || names.includes(name));
  const known = families.map(({ name }) => name).join(", ");
  throw new UsageError(`there is no family '${unknown}'; expected one of ${known}`);
}

/** Reads a model from the place that it was given by, with the paginators beside it. */
function open(file: string): ServiceModel {
  const paginators = file.replace(/(service-2|)\.json$/, (_, name: string) =>
    name === "" ? ".paginators.json" : "paginators-1.json",
  );
  try {
    const pages = paginators !== file && existsSync(paginators) ? readFileSync(paginators, "utf8") : undefined;
    return readModel(readFileSync(file, "utf8"), pages);
  } catch (error) {
    if (error instanceof ModelError) throw new UsageError(`${file} ${error.message}`);
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
