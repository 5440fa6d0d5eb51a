import type { RequestListener } from "node:http";
import { describe, expect, it } from "vitest";
import { startServer } from "../../test/start-server.ts";
import { createManagementClient } from "./management-client.ts";
import { paginate } from "./paginate.ts";

describe("paginate", () => {
  it("lists the items of all pages", async () => {
    await using server = await startServer(pages({ "": ["a", "b"], two: [], three: ["c"] }));
    const names = await namesIn(server.url);
    expect(names).toEqual(["a", "b", "c"]);
    expect(server.received.map(({ url }) => url)).toEqual([
      "/custom-models?maxResults=2",
      "/custom-models?maxResults=2&nextToken=two",
      "/custom-models?maxResults=2&nextToken=three",
    ]);
  });

  it("gives the pages themselves", async () => {
    await using server = await startServer(pages({ "": ["a"], two: ["b"] }));
    const client = createManagementClient({ endpoint: server.url, unsigned: true });
    const all = await collect(paginate(client, "ListCustomModels").pages());
    expect(all.map((page) => page.modelSummaries?.length)).toEqual([1, 1]);
  });

  it("ends where a token comes back", async () => {
    await using server = await startServer((_, response) =>
      response.end(JSON.stringify({ modelSummaries: [{}], nextToken: "same" })),
    );
    await namesIn(server.url);
    expect(server.received).toHaveLength(2);
  });

  it("fetches no page that nobody asks for", async () => {
    await using server = await startServer(pages({ "": ["a"], two: ["b"] }));
    const client = createManagementClient({ endpoint: server.url, unsigned: true });
    for await (const _ of paginate(client, "ListCustomModels")) {
      break;
    }
    expect(server.received).toHaveLength(1);
  });

  it.each([
    { given: { Output: { __type: "a#UnknownOperationException" }, Version: "1.0" }, code: "UnknownOperationException" },
    { given: {}, code: "InvalidResponse" },
    { given: { modelSummaries: { a: 1 } }, code: "InvalidResponse" },
  ])("throws where a page is not one: $given", async ({ given, code }) => {
    await using server = await startServer((_, response) => response.end(JSON.stringify(given)));
    await expect(namesIn(server.url)).rejects.toMatchObject({ code, operation: "ListCustomModels" });
  });

  it.each([{ modelSummaries: null }, { nextToken: "" }])("takes the page %j for an empty one", async (given) => {
    await using server = await startServer((_, response) => response.end(JSON.stringify(given)));
    expect(await namesIn(server.url)).toEqual([]);
  });

  it("refuses an operation without pages", () => {
    const client = createManagementClient({ endpoint: "http://127.0.0.1:1", unsigned: true });
    // @ts-expect-error: the type refuses it too
    expect(() => paginate(client, "ListFoundationModels")).toThrow("is not paginated");
  });
});

async function namesIn(endpoint: string): Promise<readonly unknown[]> {
  const client = createManagementClient({ endpoint, unsigned: true });
  const models = await collect(paginate(client, "ListCustomModels", { maxResults: 2 }));
  return models.map(({ modelName }) => modelName);
}

/** A server of custom models' names: page by page, by the token of each page. */
function pages(namesByToken: Readonly<Record<string, readonly string[]>>): RequestListener {
  const tokens = Object.keys(namesByToken);
  return (request, response) => {
    const token = new URL(request.url ?? "", "http://127.0.0.1").searchParams.get("nextToken") ?? "";
    const nextToken = tokens[tokens.indexOf(token) + 1];
    const modelSummaries = namesByToken[token]?.map((modelName) => ({ modelName }));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ modelSummaries, nextToken }));
  };
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}
