import type { Tree } from "../source/tree.ts";

/** Where the hand-written specs are, from the repository's root. */
export const SPECS_FOLDER = "specs";

/** Where the formats are, from the repository's root. */
export const FORMATS_FOLDER = `${SPECS_FOLDER}/formats`;

/** The parts that several APIs have in common, from the repository's root. */
export const SHARED_FILE = `${SPECS_FOLDER}/shared/openapi.yaml`;

/** The API of the mock itself, from the repository's root: an ordinary document, of which no case is made. */
export const CONTROL_FILE = `${SPECS_FOLDER}/mock/openapi.yaml`;

/** The folder of an API, from the repository's root, with those of its families. */
export interface ApiFolder {
  readonly id: string;
  readonly folder: string;
  /** The folders that hold paths: the API's own where it has no families. */
  readonly families: readonly string[];
}

/** The folders of the APIs: those with an `openapi.yaml` of their own. */
export function apiFolders(tree: Tree): readonly ApiFolder[] {
  return documentFolders(tree, SPECS_FOLDER)
    .filter((folder) => ![SHARED_FILE, CONTROL_FILE].includes(`${folder}/openapi.yaml`))
    .map((folder) => {
      const families = documentFolders(tree, folder);
      return { id: folder.slice(SPECS_FOLDER.length + 1), folder, families: families.length > 0 ? families : [folder] };
    });
}

/** The folders of the formats. */
export function formatFolders(tree: Tree): readonly string[] {
  return subfolders(tree, FORMATS_FOLDER).map((name) => `${FORMATS_FOLDER}/${name}`);
}

/** The YAML files of a folder, not of those below it, in the order of their names. */
export function yamlFiles(tree: Tree, folder: string): readonly string[] {
  return tree
    .list(folder)
    .filter(({ name, isFolder }) => !isFolder && name.endsWith(".yaml"))
    .map(({ name }) => name.slice(0, -".yaml".length))
    .sort()
    .map((name) => `${folder}/${name}.yaml`);
}

/** The names of the folders in a folder, in order. */
function subfolders(tree: Tree, folder: string): readonly string[] {
  return tree.list(folder).flatMap(({ name, isFolder }) => (isFolder ? [name] : []));
}

function documentFolders(tree: Tree, folder: string): readonly string[] {
  return subfolders(tree, folder)
    .map((name) => `${folder}/${name}`)
    .filter((path) => path !== `${SPECS_FOLDER}/gen`)
    .filter((path) => tree.list(path).some(({ name }) => name === "openapi.yaml"));
}

/** What the service says when it refuses a request, from the root. */
export const MESSAGES_FILE = `${SPECS_FOLDER}/shared/messages.yaml`;
