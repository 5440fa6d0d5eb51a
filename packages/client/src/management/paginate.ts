import type { ManagementResponse } from "@bedrock-contract/types";
import { entryOf, type OperationPagination } from "@bedrock-contract/wire";
import { managementOperations } from "@bedrock-contract/wire/management";
import { BedrockError } from "../errors/bedrock-error.ts";
import { quoteBeginning } from "../errors/quote-beginning.ts";
import type { CallOptions } from "../http/call-options.ts";
import type { ManagementClient } from "./management-client.ts";
import type { ManagementInput, PageItem, PaginatedOperation } from "./management-types.ts";

/** The items of all pages, one after the other; or the pages themselves. Pages are fetched as they are asked for. */
export interface Paginator<O extends PaginatedOperation> extends AsyncIterable<PageItem<O>> {
  /** The pages as the service sends them. */
  pages(): AsyncIterable<ManagementResponse<O>>;
}

/**
 * Lists all items of a paginated operation: `for await (const model of paginate(client, "ListCustomModels"))`. A token
 * in the input starts in the middle, a limit sets the size of a page. It ends at the page without a token, or with one
 * that was seen before, so that a service which repeats itself cannot cause an endless loop.
 */
export function paginate<O extends PaginatedOperation>(
  client: Pick<ManagementClient, "call">,
  operation: O,
  input?: ManagementInput<O>,
  options: CallOptions = {},
): Paginator<O> {
  const pagination = paginationOf(operation);
  // The operation's name binds the untyped pages to their types; the members' names come from the same table as the
  // types.
  const call = client.call as (operation: string, input: object, options: CallOptions) => Promise<Page>;
  const pages = () => pagesOf((token) => call(operation, Object.assign({}, input, token), options), pagination);
  const items = () => itemsOf(pages(), operation, pagination);
  return { pages, [Symbol.asyncIterator]: items } as Paginator<O>;
}

type Page = Readonly<Record<string, unknown>>;

async function* pagesOf(
  fetchPage: (token: Page) => Promise<Page>,
  { input, output }: OperationPagination,
): AsyncGenerator<Page> {
  const seen = new Set<unknown>();
  let token: Page = {};
  for (;;) {
    const page = await fetchPage(token);
    yield page;
    const next = page[output];
    if (typeof next !== "string" || next === "" || seen.has(next)) {
      return;
    }
    seen.add(next);
    token = { [input]: next };
  }
}

async function* itemsOf(
  pages: AsyncIterable<Page>,
  operation: string,
  { items: member, output }: OperationPagination,
): AsyncGenerator<unknown> {
  for await (const page of pages) {
    const items = page[member] ?? (Object.hasOwn(page, member) || Object.hasOwn(page, output) ? [] : undefined);
    if (!Array.isArray(items)) {
      const message = `/${member}: expected a list, received ${quoteBeginning(JSON.stringify(page))}`;
      throw new BedrockError({ code: "InvalidResponse", message, operation });
    }
    yield* items;
  }
}

function paginationOf(name: string): OperationPagination {
  const pagination = entryOf(managementOperations, name)?.pagination;
  if (pagination === undefined) {
    throw new Error(`${JSON.stringify(name)} is not paginated`);
  }
  return pagination;
}
