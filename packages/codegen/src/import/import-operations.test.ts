import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { patternProblem } from "../compiler/index.ts";
import { linearPattern } from "../service-model/linear-pattern.ts";
import { LOCK_FOLDER, lockFile } from "../service-model/lock.ts";
import { readModel } from "../service-model/read-model.ts";
import { DiskTree, filesBelow, type Tree } from "../source/tree.ts";
import { importOperations } from "./import-operations.ts";
import { LAYOUT_FILE, readLayout } from "./layout.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const SERVICES = filesBelow(new DiskTree(ROOT), LOCK_FOLDER)
  .filter((path) => path.endsWith(".json"))
  .map((path) => path.slice(LOCK_FOLDER.length + 1, -".json".length));

const LAYOUT = `
zoo:
  folder: specs/zoo
  shared:
    schemas/animals.yaml: [Animal*]
  families:
    cages: { tag: Cages, noun: cage, operations: [ListCages, PutCage] }
    keepers: { tag: Keepers, noun: keeper, operations: [GetKeeper], split: { schemas/work.yaml: [Keeper*] } }
`;

const PARAMETERS = `openapi: 3.1.0
components:
  parameters:
    # As in every list.
    nextToken:
      name: nextToken
      in: query
      description: The token of the page before.
      schema: { type: string, description: A token., minLength: 1, pattern: ^(?:\\S*)$ }
x-errors: [ValidationException]
`;

const member = (shape: string, more: object = {}) => ({ shape, documentation: "<p>Words of others.</p>", ...more });

const MODEL = JSON.stringify({
  metadata: { endpointPrefix: "zoo", apiVersion: "2026-01-02" },
  operations: {
    ListCages: {
      http: { method: "GET", requestUri: "/cages" },
      input: { shape: "ListCagesRequest" },
      output: { shape: "ListCagesResponse" },
      errors: [{ shape: "ValidationException" }],
    },
    PutCage: {
      http: { method: "PUT", requestUri: "/cages/{name}", responseCode: 202 },
      input: { shape: "PutCageRequest" },
      output: { shape: "PutCageResponse" },
      errors: [{ shape: "ConflictException" }, { shape: "ValidationException" }],
    },
    GetKeeper: {
      http: { method: "GET", requestUri: "/keepers/{name}" },
      input: { shape: "GetKeeperRequest" },
      output: { shape: "GetKeeperResponse" },
    },
  },
  shapes: {
    ListCagesRequest: {
      type: "structure",
      members: { nextToken: member("Token", { location: "querystring", locationName: "nextToken" }) },
    },
    ListCagesResponse: {
      type: "structure",
      required: ["cages"],
      members: { cages: member("Names"), nextToken: member("Token") },
    },
    PutCageRequest: {
      type: "structure",
      required: ["name", "animal"],
      members: {
        name: member("Name", { location: "uri", locationName: "name" }),
        animal: member("Animal"),
        token: member("Token", { idempotencyToken: true }),
        photo: member("Photo"),
        notes: member("Anything", { deprecated: true }),
      },
    },
    PutCageResponse: { type: "structure", members: {} },
    GetKeeperRequest: {
      type: "structure",
      required: ["name"],
      members: { name: member("KeeperName", { location: "uri", locationName: "name" }) },
    },
    GetKeeperResponse: { type: "structure", members: { favourite: member("Animal"), status: member("KeeperStatus") } },
    Animal: { type: "structure", union: true, members: { bird: member("Name"), herd: member("Herd") } },
    Herd: { type: "list", member: { shape: "Animal" }, min: 1, max: 9 },
    Anything: { type: "structure", members: {}, document: true },
    Name: { type: "string", min: 0, max: 20, pattern: "[a-z](-*[a-z-])*", sensitive: true },
    KeeperName: { type: "string", min: 3 },
    KeeperStatus: { type: "string", enum: ["AWAKE", "ASLEEP"] },
    Names: { type: "list", member: { shape: "Name" }, max: 5 },
    Photo: { type: "blob", min: 1, max: 10 },
    Token: { type: "string", min: 1, pattern: "\\S*" },
    ConflictException: { type: "structure", members: {}, exception: true, error: { httpStatusCode: 400 } },
    ValidationException: { type: "structure", members: {}, exception: true, error: { httpStatusCode: 400 } },
  },
});

const PAGINATORS = JSON.stringify({
  pagination: { ListCages: { input_token: "nextToken", output_token: "nextToken", result_key: "cages" } },
});

const layout = readLayout(LAYOUT, "zoo");
const model = readModel(MODEL, PAGINATORS, { date: "2026-02-03" });

describe("importing operations", () => {
  const files = imported({ "specs/zoo/openapi.yaml": PARAMETERS });
  const cages = parse(files.get("specs/zoo/cages/openapi.yaml") ?? "");

  test("writes a family as a document of its own", () => {
    expect([...files.keys()].sort()).toEqual([
      "specs/zoo/cages/openapi.yaml",
      "specs/zoo/keepers/openapi.yaml",
      "specs/zoo/keepers/schemas/work.yaml",
      "specs/zoo/openapi.yaml",
      "specs/zoo/schemas/animals.yaml",
    ]);
    expect(Object.keys(cages)).toEqual(["openapi", "info", "paths", "components"]);
    expect(cages.info).toEqual({
      title: "Cages",
      summary: "To be written.",
      description: "To be written.",
      version: "2026.02.03",
    });
  });

  test("takes no sentence over", () => {
    expect([...files.values()].join()).not.toContain("Words of others");
  });

  test("uses the parameters that the API has, and says how pages are asked for", () => {
    expect(cages.paths["/cages"].get).toMatchObject({
      parameters: [{ $ref: "../openapi.yaml#/components/parameters/nextToken" }],
      "x-pagination": { input: "nextToken", output: "nextToken", items: "cages" },
    });
  });

  test("names the exceptions that not every operation has", () => {
    expect(cages.paths["/cages"].get).not.toHaveProperty("x-errors");
    expect(cages.paths["/cages/{name}"].put).toMatchObject({
      "x-errors": ["ConflictException"],
      responses: {
        202: { content: { "application/json": { schema: { $ref: "#/components/schemas/PutCageResponse" } } } },
      },
    });
  });

  test("begins the key of a parameter with the noun where other families use its name", () => {
    expect(Object.keys(cages.components.parameters)).toEqual(["cageName"]);
  });

  test("is strict where requests reach, and says what clients need to know", () => {
    expect(cages.components.schemas.PutCageRequest).toEqual({
      type: "object",
      description: "To be written.",
      required: ["animal"],
      properties: {
        animal: { $ref: "../schemas/animals.yaml#/components/schemas/Animal" },
        token: { $ref: "#/components/schemas/Token", "x-idempotency-token": true },
        photo: {
          type: "string",
          contentEncoding: "base64",
          description: "To be written.",
          minLength: 4,
          maxLength: 16,
        },
        notes: { description: "To be written.", deprecated: true },
      },
    });
    expect(parse(files.get("specs/zoo/openapi.yaml") ?? "").components.schemas.Name).toEqual({
      type: "string",
      description: "To be written.",
      maxLength: 20,
      pattern: "^(?:[a-z][a-z-]*)$",
      "x-sensitive": true,
    });
  });

  test("is lenient where only responses reach", () => {
    expect(cages.components.schemas.ListCagesResponse.properties.cages).toEqual({
      type: "array",
      description: "To be written.",
      items: { type: "string", description: "To be written.", "x-sensitive": true },
    });
    const { KeeperStatus } = parse(files.get("specs/zoo/keepers/schemas/work.yaml") ?? "").components.schemas;
    expect(KeeperStatus.anyOf).toEqual([{ enum: ["AWAKE", "ASLEEP"] }, { type: "string" }]);
  });

  test("writes what several families use once, and what contains itself", () => {
    const { Animal, Herd } = parse(files.get("specs/zoo/schemas/animals.yaml") ?? "").components.schemas;
    expect(Herd).toBeUndefined();
    expect(Animal).toMatchObject({
      minProperties: 1,
      maxProperties: 1,
      properties: { herd: { minItems: 1, maxItems: 9, items: { $ref: "#/components/schemas/Animal" } } },
    });
  });

  test("adds nothing that is there, and leaves the rest of a file as it is", () => {
    const all = Object.fromEntries(files);
    expect(imported(all).size).toBe(0);
    expect(all["specs/zoo/openapi.yaml"]).toContain("    # As in every list.\n    nextToken:\n");
    const written = files.get("specs/zoo/cages/openapi.yaml") ?? "";
    const first = written.indexOf("  /cages/{name}:");
    const without = written.slice(0, first) + written.slice(written.indexOf("components:"));
    const before = without
      .replace("  /cages:", "  # All of them.\n  /cages:")
      .replace("summary: To be", "summary: It is");
    const after = imported({ ...all, "specs/zoo/cages/openapi.yaml": before });
    const put = written.slice(first, written.indexOf("components:"));
    expect(after.get("specs/zoo/cages/openapi.yaml")).toBe(before.replace("components:", `${put}components:`));
  });
});

describe.each(SERVICES)("the lock of %s", (service) => {
  const lock = readModel(readFileSync(`${ROOT}/${lockFile(service)}`, "utf8"));

  test("has each operation in one family", () => {
    const table = readLayout(readFileSync(`${ROOT}/${LAYOUT_FILE}`, "utf8"), service);
    const listed = table?.families.flatMap(({ operations }) => operations) ?? [];
    expect(listed.toSorted()).toEqual(Object.keys(lock.operations));
  });

  test("has patterns that the specs can have, none of which takes exponential time", () => {
    const patterns = Object.values(lock.shapes).flatMap(({ pattern, max }) =>
      pattern ? linearPattern(pattern, max) : [],
    );
    expect(patterns.flatMap((pattern) => patternProblem(pattern) ?? [])).toEqual([]);
  });

  test("has no sentence of AWS", () => {
    expect(JSON.stringify(lock)).not.toMatch(/documentation|<p>/);
    expect(lock.head).toMatchObject({ license: "Apache-2.0", service });
  });
});

function imported(files: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  if (!layout) throw new Error("the table has no zoo");
  return importOperations({ tree: treeOf(files), model, layout }, layout.families);
}

/** A tree of files that are not on disk. */
function treeOf(files: Readonly<Record<string, string>>): Tree {
  return {
    read: (path) => files[path],
    list: (folder) => {
      const below = Object.keys(files).filter((path) => path.startsWith(`${folder}/`));
      const rest = below.map((path) => path.slice(folder.length + 1).split("/"));
      const names = new Map(rest.map(([name = "", ...more]) => [name, more.length > 0]));
      return [...names].map(([name, isFolder]) => ({ name, isFolder }));
    },
  };
}
