import { compareOperations, type Difference } from "../compare/compare-values.ts";
import { operationFromModel } from "../compare/model-value.ts";
import type { OperationValue } from "../compare/value.ts";
import type { ModelHead, ServiceModel } from "../service-model/service-model.ts";
import { type Addition, requestAdditions, responseAdditions } from "./additions.ts";

/** What one side of a comparison says of a service, by the names of its operations. */
export interface Side {
  readonly head: ModelHead;
  readonly operations: ReadonlyMap<string, OperationValue>;
}

/** What changed in a service. */
export interface Changelog {
  readonly before: ModelHead;
  readonly after: ModelHead;
  /** The operations that are new or got new members or values, which is what AWS's pages of API changes show. */
  readonly changed: readonly ChangedOperation[];
  /** The operations that are gone. */
  readonly removed: readonly string[];
  /** The differences that those pages do not show. */
  readonly beyond: readonly Difference[];
  /**
   * What the new side, an AWS SDK, cannot tell: it is not compared. Such a side may also be the older one, so what it
   * lacks is told and is no drift.
   */
  readonly unseen?: string;
}

/** An operation that is new or got something new. */
export interface ChangedOperation {
  readonly operation: string;
  readonly isNew: boolean;
  readonly method: string;
  readonly path: string;
  readonly request?: Addition;
  readonly response?: Addition;
}

/** A service model, as one side of a comparison. */
export function sideOf(model: ServiceModel, asSpecs = false): Side {
  const names = Object.keys(model.operations);
  return {
    head: model.head,
    operations: new Map(names.map((name) => [name, operationFromModel(model, name, { asSpecs })])),
  };
}

/** What changed from one side to another; without the differences that are excused. */
export function changelog(
  before: Side,
  after: Side,
  excused: (difference: Difference) => boolean = () => false,
): Changelog {
  // A file without paginators says nothing of pages.
  const arePagesKnown = [before, after].every(({ operations }) => [...operations.values()].some(hasPages));
  const isCounted = (each: Difference) => !excused(each) && (arePagesKnown || each.fact !== "pagination");
  const kept = [...after.operations].flatMap(([name, value]) => {
    const old = before.operations.get(name);
    return old ? [{ name, old, value, differences: compareOperations(name, old, value).filter(isCounted) }] : [];
  });
  const changed = [...after.operations].flatMap(([operation, value]) => {
    const old = before.operations.get(operation);
    const differences = kept.find(({ name }) => name === operation)?.differences;
    if (old && !differences?.some(isAddition)) return [];
    const [request, response] = [requestAdditions(old, value), responseAdditions(old, value)];
    // A value that any text could be and that only some can be now is no addition.
    if (old && request === undefined && response === undefined) return [];
    const { method, path } = value;
    return [{ operation, isNew: !old, method, path, ...(request && { request }), ...(response && { response }) }];
  });
  return {
    before: before.head,
    after: after.head,
    changed,
    removed: [...before.operations.keys()].filter((name) => !after.operations.has(name)),
    beyond: kept.flatMap(({ name, differences }) =>
      changed.some(({ operation }) => operation === name) ? differences.flatMap(restOf) : differences,
    ),
  };
}

/** Whether anything changed that counts. */
export function isDrift({ changed, removed, beyond, unseen }: Changelog): boolean {
  if (unseen === undefined) return changed.length + removed.length + beyond.length > 0;
  return changed.length > 0 || beyond.some(({ fact }) => fact !== "member");
}

function isAddition({ fact, before, after }: Difference): boolean {
  return (fact === "member" && before === undefined) || (fact === "values" && after !== undefined);
}

/** What a page does not show of a difference: values that are gone, and all that is no member. */
function restOf(difference: Difference): readonly Difference[] {
  if (!isAddition(difference)) return [difference];
  return difference.before === undefined ? [] : [{ ...difference, after: undefined }];
}

function hasPages({ pagination }: OperationValue): boolean {
  return pagination !== undefined;
}
