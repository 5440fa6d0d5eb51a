import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Cache } from "../cache.ts";
import { openCacheFiles } from "../cache-folder.ts";
import { importOperations } from "../import/import-operations.ts";
import { LAYOUT_FILE, type Layout, readLayout } from "../import/layout.ts";
import { updateOperations } from "../import/update-operations.ts";
import { UNWRITTEN } from "../import/write-schema.ts";
import { formatProblem } from "../problem.ts";
import { lockFile, lockText, servicesOf } from "../service-model/lock.ts";
import { readModel } from "../service-model/read-model.ts";
import { ModelError, type ServiceModel } from "../service-model/service-model.ts";
import { DiskTree, type Tree } from "../source/tree.ts";
import { type Changelog, changelog, isDrift, sideOf } from "./changelog.ts";
import { type Form, pageText } from "./page.ts";
import { readModels } from "./read-models.ts";
import { asSdkSees, sdkModel, UNSEEN } from "./sdk-model.ts";
import { meantDifferences, specsSide, writtenSide } from "./specs-side.ts";

const USAGE = `Usage: pnpm drift [FILE]
       pnpm drift OLD NEW
       pnpm drift FILE --write [--family NAME]…

Without a file, says what the locks of specs/model lack of the newest AWS SDK that is installed; it cannot see ${UNSEEN}.
With one file, says what the specs lack of it, but for what specs/model/differences.yaml says they differ in on purpose.
With two files, says what changed between two versions of AWS's service models: what AWS's pages of API changes show, then
what they do not.
With --write, brings into the YAML what the model has and the lock has not: operations, each in its family, parameters,
members, values, limits and exceptions, with descriptions that the linter refuses until they are written. Then the model
becomes the lock. Exit code 1 if something is left to be done by hand.
Exit code 0 if there is nothing to tell, 1 if there is, 2 for wrong usage.
  OLD, NEW, FILE   a service-2.json of botocore, a wheel of botocore, or a lock of specs/model
  --json           as JSON
  --markdown       as Markdown
  --family NAME    write only the operations that this family of ${LAYOUT_FILE} lacks, and no lock; may be given again
  --root FOLDER    the repository, if not this one
`;

/** Wrong usage, with exit code 2. */
class UsageError extends Error {}

interface Options {
  readonly files: readonly string[];
  readonly form: Form;
  readonly write: boolean;
  readonly families: readonly string[];
  readonly root: string;
}

/** Runs the command with some arguments; returns its exit code. */
export function main(args: readonly string[]): number {
  try {
    const options = readOptions(args);
    if (!options) return 0;
    return run(options);
  } catch (error) {
    if (error instanceof ModelError) {
      console.error(`drift: ${error.message}`);
      return 2;
    }
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
  if (values.json && values.markdown) throw new UsageError("expected --json or --markdown, received both");
  const isFormed = values.json === true || values.markdown === true;
  if (values.write && isFormed) throw new UsageError("--json and --markdown do not go with --write");
  if (!values.write && values.family) throw new UsageError("--family goes with --write only");
  return {
    files: positionals,
    form: formOf(values),
    write: values.write === true,
    families: values.family ?? [],
    root: resolve(values.root ?? fileURLToPath(new URL("../../../..", import.meta.url))),
  };
}

function formOf({ json, markdown }: { readonly json?: boolean; readonly markdown?: boolean }): Form {
  if (json) return "json";
  return markdown ? "markdown" : "text";
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        markdown: { type: "boolean" },
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

function run(options: Options): number {
  const { files, form, root } = options;
  const [first, second, ...others] = files;
  const services = servicesOf(new DiskTree(root));
  if (others.length > 0) throw new UsageError(`expected at most two files, received ${files.length}`);
  if (options.write) {
    if (first === undefined || second !== undefined) throw new UsageError("expected one file to --write from");
    return write(readModels(first, services), options);
  }
  if (first === undefined) return print(behindSdk(services, root), form);
  if (second === undefined) return print(lackOf(readModels(first, services), root), form);
  return print(between(readModels(first, services), readModels(second, services)), form);
}

/** What changed between the models of the services that both files have. */
function between(before: readonly ServiceModel[], after: readonly ServiceModel[]): readonly Changelog[] {
  const found = after.flatMap((model) => {
    const old = before.find(({ head }) => head.service === model.head.service);
    return old ? [changelog(sideOf(old), sideOf(model))] : [];
  });
  if (found.length > 0) return found;
  const names = (models: readonly ServiceModel[]) => models.map(({ head }) => head.service).join(", ");
  throw new UsageError(`expected two models of one service, received ${names(before)} and ${names(after)}`);
}

/** What the locks lack of the newest of the AWS SDK's packages that are installed. */
function behindSdk(services: readonly string[], root: string): readonly Changelog[] {
  const tree = new DiskTree(root);
  const found = services.flatMap((service) => {
    const model = sdkModel(root, service);
    const lock = asSdkSees(readModel(tree.read(lockFile(service)) ?? ""));
    return model ? [{ ...changelog(sideOf(lock), sideOf(model)), unseen: UNSEEN }] : [];
  });
  if (found.length > 0) return found;
  throw new UsageError(`no AWS SDK is installed for ${services.join(" or ")}; run pnpm install, or name a FILE`);
}

/** What the specs lack of some models. */
function lackOf(models: readonly ServiceModel[], root: string): readonly Changelog[] {
  const tree = new DiskTree(root);
  return models.map((model) => {
    const specs = specsSide(tree, model.head.service);
    if (!specs) throw new UsageError(`${LAYOUT_FILE} has no families of the service ${model.head.service}`);
    return changelog(specs, sideOf(model, true), meantDifferences(tree, specs));
  });
}

function print(changelogs: readonly Changelog[], form: Form): number {
  process.stdout.write(pageText(changelogs, form));
  return changelogs.some(isDrift) ? 1 : 0;
}

/** With no family chosen, all that the model has and the lock has not, and then the lock. */
function write(models: readonly ServiceModel[], { families, root }: Options): number {
  const tree = new DiskTree(root);
  const changed: ServiceModel[] = [];
  const left = models.flatMap((model) => {
    const { service } = model.head;
    const layout = readLayout(tree.read(LAYOUT_FILE) ?? "{}", service);
    if (!layout) throw new UsageError(`${LAYOUT_FILE} has no families of the service ${service}`);
    const sources = { tree, model, layout };
    const lock = tree.read(lockFile(service));
    const older = lock === undefined ? model : readModel(lock);
    if (families.length > 0) {
      save(root, importOperations(sources, chosen(layout, families)));
      return [];
    }
    const update = updateOperations(sources, older);
    save(root, update.files);
    const text = lockText(withPages(model, older));
    if (text !== lock) {
      changed.push(model);
      writeFileSync(join(root, lockFile(service)), text);
      console.log(
        `${lockFile(service)}: now that of ${model.head.source ?? `a model of version ${model.head.apiVersion}`}`,
      );
    }
    return update.left;
  });
  for (const place of left) console.log(`to be done by hand: ${place}`);
  const isWhole = changed.map((model) => tellRest(tree, model)).every(Boolean);
  return left.length > 0 || !isWhole ? 1 : 0;
}

/** Says what the specs lack of a model now that it is written into them; returns whether that is nothing. */
function tellRest(tree: Tree, model: ServiceModel): boolean {
  const written = writtenSide(tree, new Cache(openCacheFiles()), model.head.service);
  if (!written) return true;
  const { side, problems } = written;
  for (const problem of problems) console.log(`to be done by hand: ${formatProblem(problem)}`);
  const rest = changelog(side, sideOf(model, true), meantDifferences(tree, side));
  if (isDrift(rest)) console.log(`\nWhat the specs lack then:\n\n${pageText([rest], "text")}`);
  return problems.length === 0 && !isDrift(rest);
}

/** A model that was given without paginators keeps the pages of the one before. */
function withPages(model: ServiceModel, older: ServiceModel): ServiceModel {
  const entries = Object.entries(model.operations);
  if (entries.some(([, { pagination }]) => pagination)) return model;
  const operations = entries.map(([name, operation]) => {
    const pagination = older.operations[name]?.pagination;
    return [name, { ...operation, ...(pagination && { pagination }) }] as const;
  });
  return { ...model, operations: Object.fromEntries(operations) };
}

function save(root: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    const words = text.split(UNWRITTEN).length - 1;
    console.log(`${path}: ${text.split("\n").length - 1} lines, ${words} descriptions and summaries to be written`);
  }
  if (files.size === 0) console.log("nothing to write: the specs have it already");
}

function chosen({ families }: Layout, names: readonly string[]): Layout["families"] {
  const unknown = names.find((name) => !families.some((family) => family.name === name));
  if (unknown === undefined) return families.filter(({ name }) => names.length === 0 || names.includes(name));
  const known = families.map(({ name }) => name).join(", ");
  throw new UsageError(`there is no family '${unknown}'; expected one of ${known}`);
}
