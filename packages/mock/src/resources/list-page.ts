import {
  type FilterBinding,
  isFilter,
  meanings,
  type ParameterBinding,
  passesFilter,
  readAll,
} from "@bedrock-contract/validators";
import type { Operation } from "@bedrock-contract/wire";
import { writeAt } from "../generate/place.ts";
import { invalid } from "../http/refusal.ts";
import type { Parameters } from "../request/read-parameters.ts";

/** The largest page, and the one that a request without a size gets. */
const LARGEST_PAGE = 1_000;

/**
 * A page of those items that pass the filters of a request, in the order that it asks for, else in their own. Which
 * parameter filters or orders by which member, and where the list stands, is data of the specs.
 */
export function listPage(operation: Operation, items: readonly unknown[], parameters: Parameters): unknown {
  const { items: place = "", parameters: bindings = {} } = meanings[operation.name] ?? {};
  const asked = Object.entries(bindings).flatMap(([name, binding]) =>
    parameters[name] === undefined ? [] : [{ binding, value: String(parameters[name]) }],
  );
  const filters = asked.flatMap(({ binding, value }) => (isFilter(binding) ? [{ binding, value }] : []));
  const order = asked.find(({ binding }) => binding.how === "order");
  const passing = items.filter((item) => filters.every(({ binding, value }) => passes(item, binding, value)));
  const sorted = order === undefined ? passing : inOrder(passing, order.binding, order.value);
  const { start, end } = bounds(operation, parameters);
  const page = {};
  writeAt(page, place.replace(/\/\*$/, ""), sorted.slice(start, end));
  const { pagination } = operation;
  return pagination === undefined || end >= sorted.length ? page : { [pagination.output]: tokenOf(end), ...page };
}

/** An item without the member does not pass: nothing says that it has the value. */
function passes(item: unknown, binding: FilterBinding, wanted: string): boolean {
  return membersOf(item, binding).some((value) => passesFilter(binding, value, wanted));
}

function inOrder(items: readonly unknown[], binding: ParameterBinding, direction: string): readonly unknown[] {
  const sign = direction === "Descending" ? -1 : 1;
  const timeOf = (item: unknown): number => Date.parse(String(membersOf(item, binding)[0]));
  return items.toSorted((one, other) => sign * (timeOf(one) - timeOf(other)));
}

function membersOf(item: unknown, { members = [] }: ParameterBinding): readonly unknown[] {
  return members.flatMap((member) => readAll(item, member).map(({ value }) => value));
}

function bounds(
  { name, pagination }: Operation,
  parameters: Parameters,
): { readonly start: number; readonly end: number } {
  if (pagination === undefined) {
    return { start: 0, end: Number.POSITIVE_INFINITY };
  }
  const size = pagination.limit === undefined ? undefined : parameters[pagination.limit];
  const start = startOf(parameters[pagination.input], `The ${pagination.input} is not one that ${name} has returned.`);
  return { start, end: start + (typeof size === "number" ? size : LARGEST_PAGE) };
}

function tokenOf(start: number): string {
  return Buffer.from(JSON.stringify({ start })).toString("base64");
}

function startOf(token: unknown, fault: string): number {
  if (token === undefined) {
    return 0;
  }
  const start = Number(
    /^\{"start":(\d{1,9})\}$/.exec(Buffer.from(String(token), "base64").toString())?.[1] ?? Number.NaN,
  );
  if (Number.isNaN(start) || tokenOf(start) !== token) {
    throw invalid(fault);
  }
  return start;
}
