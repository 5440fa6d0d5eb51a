import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { Cache } from "../src/cache.ts";
import { type Generated, generate } from "../src/generate.ts";
import type { Sources } from "../src/source/spec-file.ts";
import { DiskTree, filesBelow, type Tree, type TreeEntry } from "../src/source/tree.ts";

/** The folder of this repository. */
export const REPOSITORY: string = fileURLToPath(new URL("../../..", import.meta.url));

/** What a run on this repository reads; what it remembers, all tests of a file share. */
export const REPOSITORY_SOURCES: Sources = { tree: new DiskTree(REPOSITORY), cache: new Cache() };

/** What a run reads where there is nothing. */
export const NO_SOURCES: Sources = { tree: { read: () => undefined, list: () => [] }, cache: new Cache() };

/** The formats and operations that `ChangedSpecs` has: each mechanism has an example in one of them. */
const FORMATS = ["bedrock-completion", "claude-text-completion", "openai-chat-completion", "openai-completion"];
const OPERATIONS = [
  "management/CreateModelCustomizationJob",
  "management/GetFoundationModel",
  "runtime/InvokeModel",
  "runtime/InvokeModelWithResponseStream",
];

/** The cases about authentication of these operations, and of the gateway's. */
const AUTHENTICATED = [
  ...OPERATIONS.slice(1).map((id) => id.slice(id.indexOf("/") + 1)),
  ...["ListModels", "GetModel", "CreateEmbedding", "CreateChatCompletion"],
].map((name) => `auth/${name}`);

/** The folders and files of which it has everything, and the folders of which it has the files. */
const PARTS = [
  ...[
    "shared",
    "gateway",
    "management/schemas",
    "management/customization",
    // What customization jobs make.
    "management/custom-models",
    // Lists whose times have names of their own, which the shared parameters bind.
    "management/custom-model-deployments",
    "management/invocation-jobs",
    "management/foundation-models",
    "runtime/invoke",
  ].map((folder) => `specs/${folder}`),
  ...FORMATS.flatMap((id) => [`specs/formats/${id}`, `conformance/cases/${id}`]),
  ...["gateway", ...[...OPERATIONS, ...AUTHENTICATED].map((id) => `${id}.yaml`)].map(
    (path) => `conformance/cases/${path}`,
  ),
];
const FOLDERS = ["specs", "specs/management", "specs/runtime", "conformance"];

/** Everything that the generator may read. */
const PATHS: readonly string[] = [
  ...["specs", "conformance/cases"].flatMap((folder) => filesBelow(REPOSITORY_SOURCES.tree, folder)),
  ...REPOSITORY_SOURCES.tree
    .list("conformance")
    .flatMap(({ name, isFolder }) => (isFolder ? [] : `conformance/${name}`)),
];

/** A part of the specs of this repository, for tests that change it; nothing of it is on disk. */
export class ChangedSpecs implements Tree {
  readonly #original: readonly string[];
  readonly #texts = new Map<string, string | undefined>();

  /** `also` are folders that it has besides. */
  constructor(also: readonly string[] = []) {
    const parts = [...PARTS, ...also];
    this.#original = PATHS.filter(
      (path) => FOLDERS.includes(posix.dirname(path)) || parts.some((part) => `${path}/`.startsWith(`${part}/`)),
    );
  }

  read(path: string): string | undefined {
    return this.#texts.has(path) ? this.#texts.get(path) : REPOSITORY_SOURCES.tree.read(path);
  }

  list(folder: string): readonly TreeEntry[] {
    const below = this.#paths().filter((path) => path.startsWith(`${folder}/`));
    const steps = below.map((path) => path.slice(folder.length + 1).split("/"));
    const entries = new Map(steps.map(([name = "", ...rest]) => [name, { name, isFolder: rest.length > 0 }]));
    return [...entries.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Replaces text in a file; the text must be there. */
  edit(path: string, from: string | RegExp, to: string): void {
    const before = this.read(path) ?? "";
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${path} has no ${from}`);
    this.#texts.set(path, after);
  }

  /** Adds a file. */
  add(path: string, text: string): void {
    this.#texts.set(path, text);
  }

  /** Removes a file. */
  remove(path: string): void {
    this.#texts.set(path, undefined);
  }

  /** Generates everything from it. */
  generate(): Promise<Generated> {
    return generate({ tree: this, cache: REPOSITORY_SOURCES.cache });
  }

  /** Writes it to a folder, for tests of the command. */
  writeTo(root: string): void {
    for (const path of this.#paths()) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), this.read(path) ?? "");
    }
  }

  #paths(): readonly string[] {
    const paths = new Set([...this.#original, ...this.#texts.keys()]);
    return [...paths].filter((path) => !this.#texts.has(path) || this.#texts.get(path) !== undefined);
  }
}
