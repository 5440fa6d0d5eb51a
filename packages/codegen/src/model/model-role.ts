import type { FileSchemas } from "../check/file-schemas.ts";
import { pointerSteps } from "../json-pointer.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, rootOf, type SpecNode } from "../source/spec-node.ts";
import type { CaseOwner } from "./case-owner.ts";
import { leadsToValue } from "./needed-feature.ts";

/** Where it is said which models requests need, and the shape of that file; from the root. */
const FILE = "conformance/models.yaml";
const SCHEMA = "conformance/models.schema.json";

/** The model of a request whose body has no format. */
export interface NeededModel {
  /** What the model must be able to do; undefined where no manifest names one. */
  readonly role?: string;
  /** The path parameter that names it. */
  readonly parameter?: string;
  /** The member of the body that names it. */
  readonly member?: string;
  /** The member that asks for a number of dimensions. */
  readonly dimensions?: string;
  /** The operation that lists models, and where their ids stand in its response. */
  readonly listedBy?: { readonly operation: string; readonly members: readonly string[] };
}

/** The models that requests need, by what they hold. */
export interface NeededModels {
  readonly places: ReadonlyMap<string, Omit<NeededModel, "role">>;
  readonly roles: readonly Role[];
}

interface Role {
  readonly role: string;
  readonly operations: readonly string[];
  /** Undefined where any body will do. */
  readonly members: readonly string[] | undefined;
}

/** Reads which models requests need. */
export function readNeededModels(files: SpecFiles, schemas: FileSchemas): NeededModels {
  const file = files.read(FILE);
  if (!file) {
    files.problems.add({ file: FILE, line: 1 }, "is missing or unreadable; expected the models that requests need");
    return { places: new Map(), roles: [] };
  }
  schemas.check(rootOf(file), SCHEMA);
  const [places, roles] = [childrenAt(rootOf(file), "places"), childrenAt(rootOf(file), "roles")];
  return {
    // The schema says that all of them are texts.
    places: new Map(places.map(([name, { value }]) => [name, value as Omit<NeededModel, "role">])),
    roles: roles.map(([, role]) => ({
      role: String(child(role, "role")?.value),
      operations: childrenAt(role, "operations").map(([, { value }]) => String(value)),
      members: child(role, "members") && childrenAt(role, "members").map(([, { value }]) => String(value)),
    })),
  };
}

/** The model that a request of an operation with a body needs; undefined where a format says so, or none is invoked. */
export function modelNeeded(
  { places, roles }: NeededModels,
  { operation, format }: CaseOwner,
  body: unknown,
): NeededModel | undefined {
  const place = format === undefined ? places.get(operation.id) : undefined;
  const found = roles.find(
    ({ operations, members }) =>
      operations.includes(operation.id) &&
      (!members || members.some((pointer) => leadsToValue(body, pointerSteps(pointer)))),
  );
  if (!place) return undefined;
  const { dimensions, ...rest } = place;
  const asks = dimensions !== undefined && leadsToValue(body, pointerSteps(dimensions));
  return { ...(found && { role: found.role }), ...rest, ...(asks && { dimensions }) };
}

type Entries = readonly (readonly [string, SpecNode])[];

function childrenAt(node: SpecNode, key: string): Entries {
  const list = child(node, key);
  return list ? children(list) : [];
}
