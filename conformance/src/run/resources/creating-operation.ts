import { fileURLToPath } from "node:url";
import { packageFile } from "../../package-file.ts";
import { readYaml } from "../../read-yaml.ts";

/** An operation that creates something, and how that is removed again. */
export interface CreatingOperation {
  readonly operation: string;
  /** Places in the request that get the id of the run. */
  readonly unique: readonly string[];
  /** The place in the request of the name by which the resource can be found. */
  readonly name: string;
  /** How long names may be, where that is shorter than elsewhere. */
  readonly longest?: number;
  /** The place in the answer of the resource's id. */
  readonly id: string;
  /** Absent where it ends by itself. */
  readonly remove?: Removal;
}

/** The operation that removes a resource. */
export interface Removal {
  readonly operation: string;
  readonly method: string;
  /** With `{id}` for the id, or for the name. */
  readonly path: string;
  /** Parameters of the query. Default: none. */
  readonly query?: Readonly<Record<string, string>>;
  /** The error that says that it has ended by itself, where it can be stopped only. */
  readonly ended?: string;
}

const FILE = fileURLToPath(packageFile("created-resources.yaml"));

/** Reads the operations that create something. */
export async function readCreatingOperations(): Promise<readonly CreatingOperation[]> {
  return (await readYaml(FILE)) as readonly CreatingOperation[]; // A test holds the file against the specs.
}
