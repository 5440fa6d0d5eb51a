import {
  type FilterBinding,
  isFilter,
  meanings,
  type ParameterBinding,
  passesFilter,
  readAll,
  readPointer,
} from "@bedrock-contract/validators";
import type { Operation } from "@bedrock-contract/wire";
import { writeAt } from "../generate/place.ts";
import { invalid } from "../http/refusal.ts";
import type { Parameters } from "../request/read-parameters.ts";

/** What there is to list. */
export interface Listed {
  readonly items: readonly unknown[];
  /** Whether others may come before them from one page to the next. Default: false. */
  readonly isGrowing?: boolean;
}

/** The largest page, and the one that a request without a size gets. */
const LARGEST_PAGE = 1_000;

/**
 * A page of those items that pass the filters of a request, in the order that it asks for, else in their own. Which
 * parameter filters or orders by which member, and where the list stands, is data of the specs.
 */
export function listPage(operation: Operation, { items, isGrowing = false }: Listed, parameters: Parameters): unknown {
  const { items: place = "", identifiers = [], parameters: bindings = {} } = meanings[operation.name] ?? {};
  const asked = Object.entries(bindings).flatMap(([name, binding]) =>
    parameters[name] === undefined ? [] : [{ binding, value: String(parameters[name]) }],
  );
  const filters = asked.flatMap(({ binding, value }) => (isFilter(binding) ? [{ binding, value }] : []));
  const order = asked.find(({ binding }) => binding.how === "order");
  const passing = items.filter((item) => filters.every(({ binding, value }) => passes(item, binding, value)));
  const sorted = order === undefined ? passing : inOrder(passing, order.binding, order.value);
  const idOf = (item: unknown): unknown =>
    isGrowing && identifiers[0] ? readPointer(item, identifiers[0]) : undefined;
  const { start, end } = bounds(operation, parameters, sorted.map(idOf));
  const page = {};
  writeAt(page, place.replace(/\/\*$/, ""), sorted.slice(start, end));
  const { pagination } = operation;
  const next = (): string => tokenOf(operation.name, { start: end, after: idOf(sorted[end - 1]) });
  return pagination === undefined || end >= sorted.length ? page : { [pagination.output]: next(), ...page };
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
  ids: readonly unknown[],
): { readonly start: number; readonly end: number } {
  if (pagination === undefined) {
    return { start: 0, end: Number.POSITIVE_INFINITY };
  }
  const size = pagination.limit === undefined ? undefined : parameters[pagination.limit];
  const { [pagination.input]: token } = parameters;
  const page = token === undefined ? { start: 0 } : read(name, String(token));
  if (page === undefined) {
    throw invalid(`The ${pagination.input} is not one that ${name} has returned.`);
  }
  const before = page.after === undefined ? -1 : ids.indexOf(page.after);
  const start = before === -1 ? Math.max(0, page.start - (page.after === undefined ? 0 : 1)) : before + 1;
  return { start, end: start + (typeof size === "number" ? size : LARGEST_PAGE) };
}

/** Where a page begins: behind an item, since others may have come before it meanwhile; without it at a number. */
interface PageStart {
  readonly start: number;
  readonly after?: unknown;
}

/** A token says whose it is: no other operation takes it. */
function tokenOf(operation: string, page: PageStart): string {
  return Buffer.from(`${operation}${JSON.stringify(page)}`).toString("base64");
}

/** The page that a token stands for; undefined where it stands for none. */
function read(operation: string, token: string): PageStart | undefined {
  const text = Buffer.from(token, "base64").toString();
  const [, start, after] = /^\w*\{"start":(\d{1,9})(?:,"after":("[^"\\]*"))?\}$/.exec(text) ?? [];
  const page = { start: Number(start), ...(after !== undefined && { after: JSON.parse(after) as unknown }) };
  return start === undefined || tokenOf(operation, page) !== token ? undefined : page;
}
