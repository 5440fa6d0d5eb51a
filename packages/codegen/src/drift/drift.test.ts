import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, strToU8, zipSync } from "fflate";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
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
});

const OPERATION = {
  http: { method: "PUT", requestUri: "/cages/{name}", responseCode: 200 },
  input: { shape: "PutCageRequest" },
  output: { shape: "PutCageResponse" },
  errors: [{ shape: "ConflictException" }],
};
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
      want: "{}.json is no service model",
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
    { given: "an unknown option", args: [before, before, "--colour"], want: "'--colour'" },
  ])("refuses $given", ({ args, want }) => {
    expect(main(args)).toBe(2);
    expect(printed).toContain(want);
  });
});

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
