import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Where the hand-written specs are, from the repository's root. */
export const SPECS_FOLDER = "specs";

/** Where the formats are, from the repository's root. */
export const FORMATS_FOLDER = `${SPECS_FOLDER}/formats`;

/** The parts that several APIs have in common, from the repository's root. */
export const SHARED_FILE = `${SPECS_FOLDER}/shared/openapi.yaml`;

/** The folder of an API, from the repository's root, with those of its families. */
export interface ApiFolder {
  readonly id: string;
  readonly folder: string;
  /** The folders that hold paths: the API's own where it has no families. */
  readonly families: readonly string[];
}

/** The folders of the APIs: those with an `openapi.yaml` of their own. */
export function apiFolders(root: string): readonly ApiFolder[] {
  return documentFolders(root, SPECS_FOLDER)
    .filter((folder) => `${folder}/openapi.yaml` !== SHARED_FILE)
    .map((folder) => {
      const families = documentFolders(root, folder);
      return { id: folder.slice(SPECS_FOLDER.length + 1), folder, families: families.length > 0 ? families : [folder] };
    });
}

/** The folders of the formats. */
export function formatFolders(root: string): readonly string[] {
  return subfolders(root, FORMATS_FOLDER).map((name) => `${FORMATS_FOLDER}/${name}`);
}

/** The YAML files of a folder, not of those below it, in the order of their names. */
export function yamlFiles(root: string, folder: string): readonly string[] {
  return entries(root, folder)
    .filter((entry) => entry.isFile() && entry.name.endsWith(".yaml"))
    .map((entry) => entry.name.slice(0, -".yaml".length))
    .sort()
    .map((name) => `${folder}/${name}.yaml`);
}

/** The names of the folders in a folder, in order. */
function subfolders(root: string, folder: string): readonly string[] {
  return entries(root, folder)
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function documentFolders(root: string, folder: string): readonly string[] {
  return subfolders(root, folder)
    .map((name) => `${folder}/${name}`)
    .filter((path) => path !== `${SPECS_FOLDER}/gen` && existsSync(join(root, path, "openapi.yaml")));
}

function entries(root: string, folder: string) {
  const path = join(root, folder);
  return existsSync(path) ? readdirSync(path, { withFileTypes: true }) : [];
}
