import { basePathsOf } from "./api.ts";
import type { Operation } from "./operation.ts";
import type { KnownOperation, OperationName, OperationTable } from "./operation-table.ts";
import { matchSegments, readTemplate, type TemplateSegment } from "./path-template.ts";

/** An operation and the values of its path labels, decoded. */
export interface OperationMatch<Name extends OperationName = OperationName> {
  readonly operation: KnownOperation<Name>;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * What finds some operations at a path (without its query; below a base path at which their api is served), whatever
 * their method. An exact path comes before one with labels. The paths are read when it is first asked.
 */
export function createFinder<Name extends OperationName>(
  operations: OperationTable<Name>,
): (path: string) => readonly OperationMatch<Name>[] {
  let located: ReadonlyMap<string, readonly LocatedOperation<Name>[]> | undefined;
  return (path) => {
    const segments = path.split("/");
    const matches: OperationMatch<Name>[] = [];
    located ??= locate(operations);
    for (const { operation, template } of located.get(groupOf(segments.length, segments[1])) ?? []) {
      const labels = matchSegments(template, segments);
      if (labels !== undefined) matches.push({ operation, labels });
    }
    return matches;
  };
}

/** An operation at one base path of its api. */
interface LocatedOperation<Name extends OperationName> {
  readonly operation: KnownOperation<Name>;
  readonly template: readonly TemplateSegment[];
}

/** Few paths have as many segments as another and begin alike; none begins with a label. */
function locate<Name extends OperationName>(
  operations: OperationTable<Name>,
): ReadonlyMap<string, readonly LocatedOperation<Name>[]> {
  const groups = new Map<string, LocatedOperation<Name>[]>();
  for (const operation of Object.values<KnownOperation<Name>>(operations).toSorted(byFewestLabels)) {
    for (const basePath of basePathsOf(operation)) {
      const template = readTemplate(`${basePath}${operation.path}`);
      const name = groupOf(template.length, template[1]?.text);
      groups.set(name, [...(groups.get(name) ?? []), { operation, template }]);
    }
  }
  return groups;
}

function groupOf(segments: number, first: string | undefined): string {
  return `${segments} ${first}`;
}

function byFewestLabels(one: Operation, other: Operation): number {
  return labelCount(one) - labelCount(other);
}

function labelCount(operation: Operation): number {
  return operation.path.split("{").length;
}
