import type { FileSchemas } from "../check/file-schemas.ts";
import { pointerSteps } from "../json-pointer.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, rootOf } from "../source/spec-node.ts";
import type { CaseOwner } from "./case-owner.ts";

/** Where it is said what requests need, and the shape of that file; from the root. */
const FILE = "conformance/features.yaml";
const SCHEMA = "conformance/features.schema.json";

/** A feature of a target, with the requests that need it. */
export interface NeededFeature {
  readonly feature: string;
  readonly api: unknown;
  readonly operation: unknown;
  /** JSON pointers, of which one leads to a value; undefined where any body will do. */
  readonly members: readonly string[] | undefined;
}

/** The features that requests need because of what they hold. */
export function readNeededFeatures(files: SpecFiles, schemas: FileSchemas): readonly NeededFeature[] {
  const file = files.read(FILE);
  if (!file) {
    files.problems.add({ file: FILE, line: 1 }, "is missing or unreadable; expected the features that requests need");
    return [];
  }
  schemas.check(rootOf(file), SCHEMA);
  return children(rootOf(file)).flatMap(([feature, requests]) =>
    children(requests).map(([, node]) => {
      const members = child(node, "members");
      return {
        feature,
        api: child(node, "api")?.value,
        operation: child(node, "operation")?.value,
        members: members && children(members).map(([, pointer]) => String(pointer.value)),
      };
    }),
  );
}

/** The features that a request of an operation with a body needs. */
export function featuresNeeded(
  features: readonly NeededFeature[],
  { api, operation }: CaseOwner,
  body: unknown,
): readonly string[] {
  return features
    .filter((needed) => needed.api === api && (needed.operation ?? operation.id) === operation.id)
    .filter(({ members }) => !members || members.some((pointer) => leadsToValue(body, pointerSteps(pointer))))
    .map(({ feature }) => feature);
}

/** Whether a value has something at a place, in which `*` is each element. */
export function leadsToValue(value: unknown, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return true;
  if (typeof value !== "object" || value === null) return false;
  if (step === "*") return Object.values(value).some((element) => leadsToValue(element, rest));
  return Object.hasOwn(value, step) && leadsToValue(Reflect.get(value, step), rest);
}
