import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync, strToU8, zipSync } from "fflate";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { lockText } from "../service-model/lock.ts";
import { readModel } from "../service-model/read-model.ts";
import type { Changelog } from "./changelog.ts";
import { main } from "./main.ts";

type Parts = Readonly<Record<string, object>>;

const folder = mkdtempSync(join(tmpdir(), "drift-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the command printed. */
let printed = "";
beforeEach(() => {
  printed = "";
  const note = (text: unknown): true => {
    printed += String(text);
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(note);
  vi.spyOn(console, "error").mockImplementation(note);
  vi.spyOn(console, "log").mockImplementation(note);
});

const OPERATION = {
  http: { method: "PUT", requestUri: "/cages/{name}", responseCode: 200 },
  input: { shape: "PutCageRequest" },
  output: { shape: "PutCageResponse" },
  errors: [{ shape: "ConflictException" }],
};
const OPERATION_2 = { ...OPERATION, http: { method: "POST", requestUri: "/cages/{name}", responseCode: 200 } };
const NAME = { shape: "Name", location: "uri", locationName: "name" };
const SHAPES = {
  PutCageRequest: {
    type: "structure",
    required: ["name"],
    members: { name: NAME, animal: { shape: "Animal" }, size: { shape: "Size" } },
  },
  PutCageResponse: {
    type: "structure",
    members: { id: { shape: "Name", location: "header", locationName: "x-id" }, animals: { shape: "Animals" } },
  },
  Animals: { type: "list", member: { shape: "Animal" } },
  Animal: { type: "structure", members: { kind: { shape: "Kind" }, child: { shape: "Animal" } } },
  Kind: { type: "string", enum: ["CAT", "DOG"] },
  Size: { type: "integer", min: 1, max: 9 },
  Name: { type: "string", pattern: "[a-z]+" },
  ConflictException: { type: "structure", members: {}, exception: true, error: { httpStatusCode: 400 } },
};
/** What reads the run-time schemas of the SDK; where it is not installed, the tests of it are skipped. */
const SMITHY = smithySchemas();

const TABLES = {
  "specs/model/families.yaml": `zoo: { folder: specs/zoo, families: { cages: { tag: Cages, noun: cage, operations: [PutCage, TakeCage] } } }`,
  "specs/model/differences.yaml": `zoo: [{ at: [PutCage ?name], fact: pattern, why: Real names have digits., evidence: recorded requests }]`,
};
const SPEC = `openapi: 3.1.0
paths:
  /cages/{name}:
    put:
      operationId: PutCage
      parameters: [{ name: name, in: path, required: true, schema: { type: string } }]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                animal: { $ref: "#/components/schemas/Animal" }
                size: { type: integer, minimum: 1, maximum: 9 }
      responses:
        "200":
          content:
            application/json:
              schema:
                type: object
                properties: { animals: { type: array, items: { $ref: "#/components/schemas/AnimalInResponse" } } }
        "400": { content: { application/json: { schema: { $ref: "#/components/schemas/ConflictException" } } } }
components:
  schemas:
    Animal:
      type: object
      properties: { kind: { $ref: "#/components/schemas/Kind" }, child: { $ref: "#/components/schemas/Animal" } }
    Kind: { type: string, enum: [CAT, DOG] }
    AnimalInResponse:
      type: object
      properties:
        kind: { anyOf: [{ enum: [CAT, DOG] }, { type: string }] }
        child: { $ref: "#/components/schemas/AnimalInResponse" }
    ConflictException: { type: object }
`;
const before = modelFile("before", {});

describe("drift OLD NEW", () => {
  test.each([
    {
      given: "a new member, in a request and wherever the response has it",
      shapes: { Animal: { type: "structure", members: { ...SHAPES.Animal.members, age: { shape: "Size" } } } },
      page: "Changes (request, response)\nRequest\n{'animal': {'age': 'integer'}}\nResponse\n{'animals': {'age': 'integer'}}\n",
    },
    {
      given: "a new parameter, by the name of the member",
      shapes: withMember("PutCageRequest", "keeper", { shape: "Name", location: "header", locationName: "x-keeper" }),
      page: "Changes (request)\n{'keeper': 'string'}\n",
    },
    {
      given: "a new header of the response",
      shapes: withMember("PutCageResponse", "owner", { shape: "Name", location: "header", locationName: "x-owner" }),
      page: "Changes (response)\n{'owner': 'string'}\n",
    },
    {
      given: "a new value of an enumeration",
      shapes: { Kind: { type: "string", enum: ["CAT", "DOG", "OWL"] } },
      page: "Request\n{'animal': {'kind': {'OWL'}}}\nResponse\n{'animals': {'kind': {'OWL'}}}\n",
    },
    {
      given: "a new list of what contains itself",
      shapes: withMember("PutCageResponse", "others", { shape: "Animals" }),
      page: "{'others': [{'child': '... recursive ...', 'kind': 'CAT | DOG'}]}\n",
    },
  ])("shows $given", ({ shapes, page }) => {
    expect(main([before, modelFile("after", shapes)])).toBe(1);
    expect(printed).toContain(`Amazon Zoo - 1 updated api method\n`);
    expect(printed).toContain(`PutCage (updated)\n`);
    expect(printed).toContain(page);
    expect(printed).not.toContain("Beyond the page");
  });

  test("shows a new operation with what it takes, and one that is gone", () => {
    const after = modelFile("after", {}, { TakeCage: OPERATION });
    expect(main([before, after])).toBe(1);
    expect(printed).toContain("Amazon Zoo - 1 new api method\n");
    expect(printed).toContain("TakeCage (new)\nPUT /cages/{name}\nChanges (request, response)\nRequest\n{'animal': {");
    expect(printed).toContain("Removals\n  PutCage: the operation is gone\n");
  });

  test.each([
    {
      given: "a limit",
      shapes: { Size: { ...SHAPES.Size, max: 8 } },
      want: "Limits\n  PutCage request/size: max 9 -> 8\n",
    },
    {
      given: "a limit that is gone",
      shapes: { Size: { type: "integer", min: 1 } },
      want: "Limits\n  PutCage request/size: max 9 -> none\n",
    },
    {
      given: "a pattern",
      shapes: { Name: { type: "string", pattern: "[a-z]*" } },
      want: "Patterns\n  pattern [a-z]+ -> [a-z]*\n    PutCage ?name\n    PutCage response?x-id\n",
    },
    {
      given: "a member that is required",
      shapes: { PutCageRequest: { ...SHAPES.PutCageRequest, required: ["name", "size"] } },
      want: "Required\n  PutCage request/size: required now\n",
    },
    {
      given: "a member that is gone",
      shapes: { Animal: { type: "structure", members: { kind: { shape: "Kind" } } } },
      want: "Removals\n  the member is gone\n    PutCage request/animal/child\n    PutCage response/animals/*/child\n",
    },
    {
      given: "a value that is gone",
      shapes: { Kind: { type: "string", enum: ["CAT"] } },
      want: "Removals\n  no longer DOG\n    PutCage request/animal/kind\n    PutCage response/animals/*/kind\n",
    },
    {
      given: "a text that only some values can be now",
      shapes: { Name: { type: "string", pattern: "[a-z]+", enum: ["ape", "bee"] } },
      want: "Removals\n  only ape, bee now\n    PutCage ?name\n    PutCage response?x-id\n",
    },
    {
      given: "a status of an error",
      shapes: { ConflictException: { ...SHAPES.ConflictException, error: { httpStatusCode: 409 } } },
      want: "Errors\n  PutCage: error ConflictException 400 -> 409\n",
    },
    {
      given: "another place of a parameter",
      shapes: withMember("PutCageRequest", "name", { ...NAME, location: "querystring" }),
      want: "Bindings\n  PutCage ?name: in path -> query\n",
    },
  ])("tells beyond the page of $given", ({ shapes, want }) => {
    expect(main([before, modelFile("after", shapes)])).toBe(1);
    expect(printed).toContain("Amazon Zoo - no new or updated api methods\n");
    expect(printed).toContain(want);
  });

  test("tells of errors, statuses and methods of operations", () => {
    const http = { method: "POST", requestUri: "/cages/{name}", responseCode: 202 };
    expect(main([before, modelFile("after", {}, { PutCage: { ...OPERATION, http, errors: [] } })])).toBe(1);
    expect(printed).toContain("Errors\n  PutCage: ConflictException is gone\n");
    expect(printed).toContain("Statuses\n  PutCage: status 200 -> 202\n");
    expect(printed).toContain("Bindings\n  PutCage: method PUT -> POST\n");
  });

  test("tells of a member that is new and required, beside the page", () => {
    const { members } = SHAPES.PutCageRequest;
    const request = {
      ...SHAPES.PutCageRequest,
      required: ["name", "age"],
      members: { ...members, age: { shape: "Size" } },
    };
    expect(main([before, modelFile("after", { PutCageRequest: request })])).toBe(1);
    expect(printed).toContain("Changes (request)\n{'age': 'integer'}\n");
    expect(printed).toContain("Required\n  PutCage request/age: new, and required\n");
  });

  test("finds nothing in other words, orders and names of shapes, and in pages where only one file knows them", () => {
    const { Kind: _, ...rest } = SHAPES;
    const renamed = {
      ...rest,
      Animal: { type: "structure", members: { child: { shape: "Animal" }, kind: { shape: "Sort" } } },
    };
    const after = join(folder, "renamed.json");
    const shapes = { ...renamed, Sort: { type: "string", enum: ["DOG", "CAT"], documentation: "<p>Words.</p>" } };
    writeFileSync(after, modelText(shapes, { PutCage: OPERATION }));
    const pages = { PutCage: { input_token: "name", output_token: "name", result_key: "animals" } };
    writeFileSync(join(folder, "renamed.paginators.json"), JSON.stringify({ pagination: pages }));
    expect(main([before, after])).toBe(0);
    expect(printed).toContain("Nothing changed.");
  });

  test("reads the models in a wheel, of the services that have a lock", () => {
    const text = modelText(SHAPES, { PutCage: OPERATION }).replaceAll('"zoo"', '"bedrock"');
    const wheel = join(folder, "botocore-9.8.7-py3-none-any.whl");
    const packed = gzipSync(strToU8(text));
    const files = {
      "botocore/data/bedrock/2026-01-02/service-2.json.gz": packed,
      "botocore/data/ec2/1/service-2.json": packed,
    };
    writeFileSync(wheel, zipSync(files, { mtime: new Date(2026, 1, 3, 12) }));
    const after = join(folder, "bedrock.json");
    writeFileSync(after, text.replace('"max":9', '"max":8'));
    expect(main([wheel, after, "--json"])).toBe(1);
    expect(JSON.parse(printed)).toMatchObject([
      {
        before: { service: "bedrock", source: "botocore 9.8.7", date: "2026-02-03" },
        changed: [],
        beyond: [{ operation: "PutCage", place: "request/size", fact: "max", before: 9, after: 8 }],
      },
    ]);
  });

  test("writes Markdown, and JSON with new values", () => {
    const after = modelFile("after", { Kind: { type: "string", enum: ["CAT", "DOG", "OWL"] } });
    expect(main([before, after, "--markdown"])).toBe(1);
    expect(printed).toContain("### PutCage (updated)\n\nChanges (request, response)\n\nRequest\n\n```python\n");
    printed = "";
    main([before, after, "--json"]);
    expect(JSON.parse(printed)[0].changed[0].request).toEqual({ animal: { kind: { values: ["OWL"] } } });
  });

  test.each([
    {
      given: "a file that is not there",
      args: [before, join(folder, "no.json")],
      want: "no.json cannot be read: ENOENT",
    },
    {
      given: "a file that is not JSON",
      args: [before, textFile("text.json", "zoo")],
      want: "text.json is not valid JSON",
    },
    {
      given: "a file that is no model",
      args: [before, textFile("{}.json", "{}")],
      want: "{}.json is not a service model",
    },
    { given: "half a lock", args: [before, textFile("half.json", '{"head":{}}')], want: "no operations or no shapes" },
    {
      given: "a broken wheel",
      args: [before, textFile("a.whl", "PK broken")],
      want: "a.whl cannot be read: invalid zip data",
    },
    {
      given: "models of two services",
      args: [before, textFile("ec2.json", modelText(SHAPES, {}).replace("zoo", "ec2"))],
      want: "expected two models of one service, received zoo and ec2",
    },
    { given: "three files", args: [before, before, before], want: "expected at most two files, received 3" },
    { given: "two forms", args: [before, before, "--json", "--markdown"], want: "received both" },
    {
      given: "a shape that is not there",
      args: [before, modelFile("torn", { Animals: { type: "list", member: { shape: "Bird" } } })],
      want: "drift: the service model has no shape Bird",
    },
    {
      given: "a type that it does not know",
      args: [before, modelFile("odd", { Size: { type: "character" } })],
      want: "drift: Size: the comparison does not know the type character",
    },
    {
      given: "a family that is not to be written",
      args: [before, "--family", "cages"],
      want: "--family goes with --write only",
    },
    { given: "a form of what is to be written", args: [before, "--write", "--json"], want: "do not go with --write" },
    { given: "an unknown option", args: [before, before, "--colour"], want: "'--colour'" },
  ])("refuses $given", ({ args, want }) => {
    expect(main(args)).toBe(2);
    expect(printed).toContain(want);
  });
});

describe("drift FILE", () => {
  const model = readModel(modelText(SHAPES, { PutCage: OPERATION }));
  const root = repository({ "specs/model/zoo.json": lockText(model), "specs/gen/openapi/zoo.yaml": SPEC });

  test("finds nothing where the specs differ only as they mean to", () => {
    expect(main([before, "--root", root])).toBe(0);
    expect(printed).toContain("From the specs to a model of version 2026-01-02. Nothing changed.\n");
  });

  test("finds what the specs lack, and leaves what only a response may be", () => {
    const shapes = {
      Size: { type: "integer", min: 1, max: 8 },
      ...withMember("PutCageResponse", "size", { shape: "Size" }),
    };
    expect(main([modelFile("after", shapes, { PutCage: OPERATION, TakeCage: OPERATION }), "--root", root])).toBe(1);
    expect(printed).toContain("Amazon Zoo - 1 new api method - 1 updated api method\n");
    expect(printed).toContain("PutCage (updated)\nChanges (response)\n{'size': 'integer'}\n");
    expect(printed).toContain("TakeCage (new)\n");
    expect(printed).toContain("Limits\n  PutCage request/size: max 9 -> 8\n");
  });

  test("has nothing to tell of a required member that is meant to be missing", () => {
    const { members } = SHAPES.PutCageRequest;
    const age = {
      ...SHAPES.PutCageRequest,
      required: ["name", "age"],
      members: { ...members, age: { shape: "Size" } },
    };
    const locked = modelText({ ...SHAPES, PutCageRequest: age }, { PutCage: OPERATION });
    const meant =
      "zoo: [{ at: [PutCage request/age], fact: member, why: Cages have no age., evidence: recorded requests }, ";
    const aged = repository({
      "specs/model/zoo.json": lockText(readModel(locked)),
      "specs/gen/openapi/zoo.yaml": SPEC,
      "specs/model/differences.yaml": TABLES["specs/model/differences.yaml"].replace("zoo: [", meant),
    });
    expect(main([textFile("aged.json", locked), "--root", aged])).toBe(0);
  });

  test("tells of a difference that is meant once it is another", () => {
    expect(main([modelFile("after", { Name: { type: "string", pattern: "[A-Z]+" } }), "--root", root])).toBe(1);
    expect(printed).toContain("Patterns\n  PutCage ?name: pattern none -> ^(?:[A-Z]+)$\n");
  });

  test("refuses a service that the specs do not describe", () => {
    const text = modelText(SHAPES, { PutCage: OPERATION }).replaceAll('"zoo"', '"ec2"');
    expect(main([textFile("ec2.json", text), "--root", root])).toBe(2);
    expect(printed).toContain("specs/model/families.yaml has no families of the service ec2");
  });
});

describe("drift", () => {
  const lock = lockText(readModel(modelText(SHAPES, { PutCage: OPERATION })));

  test.skipIf(!existsSync(SMITHY))("finds what the newest installed SDK has and the lock has not", () => {
    const root = repository({
      "specs/model/zoo.json": lock,
      ...sdkFiles("conformance", "3.99.0", ["kind", "child"]),
      ...sdkFiles("packages/mock", "3.1000.0", ["kind", "child", "age"]),
    });
    expect(main(["--root", root])).toBe(1);
    expect(printed).toContain("to @aws-sdk/client-zoo 3.1000.0.\nNot seen there: limits, patterns,");
    expect(printed).toContain("Request\n{'animal': {'age': 'number'}}\nResponse\n{'animals': {'age': 'number'}}\n");
    expect(printed).not.toContain("Beyond the page");
  });

  test.skipIf(!existsSync(SMITHY))("leaves what an older SDK lacks, and what none can see", () => {
    const root = repository({ "specs/model/zoo.json": lock, ...sdkFiles("packages/mock", "3.1000.0", ["kind"]) });
    expect(main(["--root", root])).toBe(0);
    expect(printed).toContain("Removals\n  the member is gone\n    PutCage request/animal/child\n");
  });

  test("says that no SDK is installed", () => {
    expect(main(["--root", repository({ "specs/model/zoo.json": lock })])).toBe(2);
    expect(printed).toContain("no AWS SDK is installed for zoo; run pnpm install, or name a FILE");
  });

  test.skipIf(!existsSync(SMITHY))("reads the installed SDK as the locks have it", () => {
    main(["--json"]);
    const logs: readonly Changelog[] = JSON.parse(printed);
    expect(logs.map(({ after }) => after.service)).toEqual(["bedrock-runtime", "bedrock"]);
    const facts = logs.flatMap(({ beyond }) => beyond.map(({ fact }) => fact));
    expect(facts.filter((fact) => !["member", "required"].includes(fact))).toEqual([]);
  });
});

describe("drift FILE --write", () => {
  const pages = { PutCage: { input_token: "name", output_token: "name", result_key: "animals" } };
  const lock = lockText(readModel(modelText(SHAPES, { PutCage: OPERATION }), JSON.stringify({ pagination: pages })));
  const cages = "specs/zoo/cages/openapi.yaml";

  test("brings what is new into the YAML, moves the lock, and has nothing to do then", () => {
    const root = repository({ "specs/model/zoo.json": lock, [cages]: SPEC });
    const after = modelFile(
      "after",
      { Kind: { type: "string", enum: ["CAT", "DOG", "OWL"] } },
      { PutCage: OPERATION, TakeCage: OPERATION_2 },
    );
    expect(main([after, "--write", "--root", root])).toBe(0);
    expect(printed).toContain("specs/model/zoo.json: now that of a model of version 2026-01-02");
    const text = readFileSync(join(root, cages), "utf8");
    expect(text).toContain("      operationId: TakeCage\n      summary: To be written.\n");
    expect(text).toContain("    Kind: { type: string, enum: [CAT, DOG, OWL] }\n");
    const moved = readModel(readFileSync(join(root, "specs/model/zoo.json"), "utf8"));
    expect(moved.shapes.Kind?.enum).toEqual(["CAT", "DOG", "OWL"]);
    expect(moved.operations.PutCage?.pagination?.items).toBe("animals");
    printed = "";
    expect(main([after, "--write", "--root", root])).toBe(0);
    expect(printed).toBe("nothing to write: the specs have it already");
  });

  test("leaves the lock where only a family is asked for, and says what is to be done by hand", () => {
    const root = repository({ "specs/model/zoo.json": lock, [cages]: SPEC });
    const after = modelFile(
      "after",
      { Size: { type: "integer", min: 1 } },
      { PutCage: OPERATION, LoseCage: OPERATION_2 },
    );
    expect(main([after, "--write", "--family", "cages", "--root", root])).toBe(0);
    expect(readFileSync(join(root, "specs/model/zoo.json"), "utf8")).toBe(lock);
    expect(main([after, "--write", "--root", root])).toBe(1);
    expect(printed).toContain("to be done by hand: specs/model/families.yaml: LoseCage is in no family");
  });
});

test("drift FILE --write says what the specs lack all the same", () => {
  const root = repository({
    "specs/model/zoo.json": lockText(readModel(modelText(SHAPES, { PutCage: OPERATION }))),
    "specs/zoo/openapi.yaml": "openapi: 3.1.0\ninfo: { title: Zoo }\nx-errors: []\n",
    "specs/zoo/cages/openapi.yaml": SPEC,
    "specs/shared/openapi.yaml": `openapi: 3.1.0
components:
  responses: { Error: {}, Success: {} }
  schemas: { ConflictException: { type: object, x-status: 400 } }
`,
  });
  const after = modelFile("after", { Size: { type: "integer", min: 1, max: 8 } });
  expect(main([after, "--write", "--root", root])).toBe(1);
  expect(printed).toContain("What the specs lack then:");
  // The body of the request has no schema with a name.
  expect(printed).toContain("Limits\n  PutCage request/size: max 9 -> 8\n");
});

/** A folder with some files, and the table of the zoo's families. */
function repository(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(folder, "root-"));
  for (const [path, text] of Object.entries({ ...TABLES, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** An installed package of the SDK, whose animals have some members. */
function sdkFiles(owner: string, version: string, members: readonly string[]): Readonly<Record<string, string>> {
  const path = `${owner}/node_modules/@aws-sdk/client-zoo`;
  const values = { kind: "0", child: "() => Animal$", age: "1" };
  const types = Object.entries(values).filter(([name]) => members.includes(name));
  const http = JSON.stringify({ http: ["PUT", "/cages/{name}", 200] });
  return {
    [`${path}/package.json`]: JSON.stringify({ name: "@aws-sdk/client-zoo", version, main: "index.js" }),
    [`${path}/index.js`]: `
      const Animal$ = [3, "zoo", "Animal", 0, ${JSON.stringify(types.map(([name]) => name))}, [${types.map(([, type]) => type)}]];
      const Animals = [1, "zoo", "Animals", 0, () => Animal$];
      const Request$ = [3, "zoo", "PutCageRequest", 0, ["name", "animal", "size"], [[0, 1], () => Animal$, 1], 1];
      const Response$ = [3, "zoo", "PutCageResponse", 0, ["id", "animals"], [[0, { httpHeader: "x-id" }], () => Animals]];
      exports.PutCage$ = [9, "zoo", "PutCage", ${http}, () => Request$, () => Response$];
    `,
    [`${path}/node_modules/@smithy/core/package.json`]: JSON.stringify({ exports: { "./schema": "./schema.js" } }),
    [`${path}/node_modules/@smithy/core/schema.js`]: `module.exports = require(${JSON.stringify(SMITHY)});`,
  };
}

function modelFile(name: string, shapes: Parts, operations: Parts = { PutCage: OPERATION }): string {
  return textFile(`${name}.json`, modelText({ ...SHAPES, ...shapes }, operations));
}

function modelText(shapes: Parts, operations: Parts): string {
  const metadata = { endpointPrefix: "zoo", serviceFullName: "Amazon Zoo", apiVersion: "2026-01-02" };
  return JSON.stringify({ metadata, operations, shapes });
}

function textFile(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function withMember(shape: "PutCageRequest" | "PutCageResponse", name: string, member: object): Parts {
  return { [shape]: { ...SHAPES[shape], members: { ...SHAPES[shape].members, [name]: member } } };
}

function smithySchemas(): string {
  try {
    const mock = createRequire(new URL("../../../mock/package.json", import.meta.url));
    return createRequire(mock.resolve("@aws-sdk/client-bedrock")).resolve("@smithy/core/schema");
  } catch {
    console.warn("the AWS SDK is not installed: what reads it is not tested");
    return "";
  }
}
