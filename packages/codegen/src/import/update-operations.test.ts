import { describe, expect, test } from "vitest";
import { readModel } from "../service-model/read-model.ts";
import type { Tree } from "../source/tree.ts";
import { readLayout } from "./layout.ts";
import { type Update, updateOperations } from "./update-operations.ts";

type Shapes = Readonly<Record<string, object>>;

const FILE = "specs/zoo/cages/openapi.yaml";
const LAYOUT = "zoo: { folder: specs/zoo, families: { cages: { tag: Cages, noun: cage, operations: [PutCage] } } }";
const YAML = `openapi: 3.1.0
paths:
  /cages/{name}:
    put:
      operationId: PutCage
      summary: Puts a cage up. # in any weather
      parameters:
        - $ref: "#/components/parameters/name"
      requestBody:
        content: { application/json: { schema: { $ref: "#/components/schemas/PutCageRequest" } } }
      responses:
        "200":
          content: { application/json: { schema: { $ref: "#/components/schemas/PutCageResponse" } } }
      x-errors: [ConflictException]
components:
  parameters:
    name: { name: name, in: path, required: true, description: The name., schema: { type: string } }
  schemas:
    PutCageRequest:
      type: object
      description: A cage. # nothing else
      required: [size]
      properties:
        # What fits.
        size: { type: integer, description: In metres., minimum: 1, maximum: 9 }
        kind:
          $ref: "#/components/schemas/Kind"
        label:
          type: string
          description: What is written on it.
          maxLength: 20
          pattern: ^(?:[a-z]*)$
    PutCageResponse:
      type: object
      description: The cage.
      properties:
        state: { $ref: "#/components/schemas/State" }
    Kind: { type: string, description: What lives in it., enum: [CAT, DOG] }
    State:
      description: How it is.
      anyOf:
        - enum:
            - OPEN
            - SHUT
        - type: string
`;
const NAME = { shape: "Name", location: "uri", locationName: "name" };
const NAME_YAML = "{ name: name, in: path, required: true, description: The name., schema: { type: string } }";
const REQUEST = {
  type: "structure",
  required: ["name", "size"],
  members: { name: NAME, size: { shape: "Size" }, kind: { shape: "Kind" }, label: { shape: "Label" } },
};
const SHAPES: Shapes = {
  PutCageRequest: REQUEST,
  PutCageResponse: { type: "structure", members: { state: { shape: "State" } } },
  Name: { type: "string" },
  Size: { type: "integer", min: 1, max: 9 },
  Kind: { type: "string", enum: ["CAT", "DOG"] },
  Label: { type: "string", max: 20, pattern: "[a-z]*" },
  State: { type: "string", enum: ["OPEN", "SHUT"] },
  ConflictException: { type: "structure", members: {}, exception: true, error: { httpStatusCode: 400 } },
  ThrottlingException: { type: "structure", members: {}, exception: true, error: { httpStatusCode: 429 } },
};

describe("a newer model", () => {
  test.each([
    {
      given: "a new member, in its place",
      shapes: {
        PutCageRequest: {
          ...REQUEST,
          members: {
            name: NAME,
            size: { shape: "Size" },
            colour: { shape: "Colour" },
            kind: { shape: "Kind" },
            label: { shape: "Label" },
          },
        },
        Colour: { type: "string", min: 3 },
      },
      from: "        kind:\n",
      to: "        colour:\n          type: string\n          description: To be written.\n          minLength: 3\n        kind:\n",
    },
    {
      given: "a value of an enumeration on one line",
      shapes: { Kind: { type: "string", enum: ["CAT", "DOG", "OWL"] } },
      from: "enum: [CAT, DOG] }",
      to: "enum: [CAT, DOG, OWL] }",
    },
    {
      given: "a value of an enumeration over several lines",
      shapes: { State: { type: "string", enum: ["OPEN", "LOST", "SHUT"] } },
      from: "            - SHUT\n",
      to: "            - SHUT\n            - LOST\n",
    },
    {
      given: "another limit",
      shapes: { Size: { type: "integer", min: 1, max: 8 } },
      from: "maximum: 9 }",
      to: "maximum: 8 }",
    },
    { given: "a limit that is gone", shapes: { Size: { type: "integer", max: 9 } }, from: ", minimum: 1", to: "" },
    {
      given: "a limit that is gone, on a line of its own",
      shapes: { Label: { type: "string", pattern: "[a-z]*" } },
      from: "          maxLength: 20\n",
      to: "",
    },
    {
      given: "a new limit",
      shapes: { Label: { type: "string", min: 2, max: 20, pattern: "[a-z]*" } },
      from: "          pattern: ^(?:[a-z]*)$\n",
      to: "          pattern: ^(?:[a-z]*)$\n          minLength: 2\n",
    },
    {
      given: "another pattern",
      shapes: { Label: { type: "string", max: 20, pattern: "[a-z]+" } },
      from: "pattern: ^(?:[a-z]*)$",
      to: "pattern: ^(?:[a-z]+)$",
    },
    {
      given: "a limit of a parameter",
      shapes: { Name: { type: "string", max: 9 } },
      from: NAME_YAML,
      to: NAME_YAML.replace("{ type: string }", "{ type: string, maxLength: 9 }"),
    },
    {
      given: "no other name of a value that is the same",
      shapes: {
        PutCageRequest: { ...REQUEST, members: { ...REQUEST.members, label: { shape: "Tag" } } },
        Tag: { type: "string", max: 20, pattern: "[a-z]*" },
      },
      from: "maxLength: 20",
      to: "maxLength: 20",
    },
    {
      given: "a member that is required now",
      shapes: { PutCageRequest: { ...REQUEST, required: ["name", "size", "kind"] } },
      from: "required: [size]",
      to: "required: [size, kind]",
    },
  ])("brings $given", ({ shapes, from, to }) => {
    expect(YAML).toContain(from);
    const { files, left } = updated(shapes);
    expect(files.get(FILE) ?? YAML).toBe(YAML.replace(from, to));
    expect(left).toEqual([]);
  });

  test("brings a parameter and an exception", () => {
    const members = { ...REQUEST.members, keeper: { shape: "Name", location: "header", locationName: "x-keeper" } };
    const text = updated({ PutCageRequest: { ...REQUEST, members } }, [
      "ConflictException",
      "ThrottlingException",
    ]).files.get(FILE);
    expect(text).toContain(
      '        - $ref: "#/components/parameters/name"\n        - $ref: "#/components/parameters/keeper"\n',
    );
    expect(text).toContain("    keeper:\n      name: x-keeper\n      in: header\n      description: To be written.\n");
    expect(text).toContain("      x-errors: [ConflictException, ThrottlingException]\n");
    expect(text).toContain("summary: Puts a cage up. # in any weather\n");
  });

  test("brings an exception to an operation whose path stands among the components", () => {
    const [, item = ""] = / {2}\/cages\/\{name\}:\n(.*)components:\n/s.exec(YAML) ?? [];
    const yaml = YAML.replace(item, "    $ref: openapi.yaml#/components/pathItems/Cage\n").replace(
      "components:\n",
      `components:\n  pathItems:\n    Cage:\n${item.replaceAll(/^/gm, "  ").trimEnd()}\n`,
    );
    const { files, left } = updated({}, ["ConflictException", "ThrottlingException"], yaml);
    expect(files.get(FILE)).toBe(
      yaml.replace("x-errors: [ConflictException]", "x-errors: [ConflictException, ThrottlingException]"),
    );
    expect(left).toEqual([]);
  });

  test("writes nothing twice, and nothing where only words changed", () => {
    const shapes = { Kind: { type: "string", enum: ["CAT", "DOG", "OWL"] } };
    expect(updated(shapes, undefined, updated(shapes).files.get(FILE)).files.size).toBe(0);
    expect(updated({ Size: { type: "integer", min: 1, max: 9, documentation: "<p>Other words.</p>" } })).toEqual({
      files: new Map(),
      left: [],
    });
  });

  test("leaves what the specs say otherwise on purpose, and what is gone, to a person", () => {
    const meant = YAML.replace("maximum: 9 }", "maximum: 7 }");
    const size = `${FILE}: components/schemas/PutCageRequest/properties/size/maximum`;
    expect(updated({ Size: { type: "integer", min: 1, max: 8 } }, undefined, meant)).toEqual({
      files: new Map(),
      left: [size],
    });
    const { files, left } = updated({ Kind: { type: "string", enum: ["CAT"] } });
    expect([...files.keys(), ...left]).toEqual([`${FILE}: components/schemas/Kind/enum`]);
  });

  test.each([
    {
      given: "a member of another shape",
      shapes: { PutCageRequest: { ...REQUEST, members: { ...REQUEST.members, kind: { shape: "Label" } } } },
      left: "components/schemas/PutCageRequest/properties/kind",
    },
    {
      given: "an open list of values that requests reach now",
      shapes: {
        PutCageRequest: { ...REQUEST, members: { ...REQUEST.members, state: { shape: "State" } } },
        State: { type: "string", enum: ["OPEN", "SHUT", "LOST"] },
      },
      left: "components/schemas/State",
    },
    {
      given: "a header of the response",
      shapes: {
        PutCageResponse: {
          type: "structure",
          members: { state: { shape: "State" }, tag: { shape: "Label", location: "header", locationName: "etag" } },
        },
      },
      left: "PutCage, the headers of its response",
    },
  ])("leaves $given to a person", ({ shapes, left }) => {
    const update = updated(shapes);
    expect(update.left).toEqual([`${FILE}: ${left}`]);
    expect(update.files.get(FILE) ?? "").not.toMatch(/anyOf[^}]*\n {6}enum/);
  });

  test("writes an exception that no API has had", () => {
    const shared = "openapi: 3.1.0\ncomponents:\n  schemas:\n    Conflict: { type: object, x-status: 400 }\n";
    const { files, left } = updated({}, ["ConflictException", "ThrottlingException"], YAML, {}, shared);
    expect([files.get("specs/shared/openapi.yaml"), left]).toEqual([
      `${shared}    ThrottlingException:\n      type: object\n      description: To be written.\n      x-status: 429\n`,
      [],
    ]);
  });

  test("tells of an operation that no family has", () => {
    expect(updated({}, undefined, YAML, { TakeCage: operation([]) }).left).toEqual([
      "specs/model/families.yaml: TakeCage is in no family",
    ]);
  });
});

/** What comes of a change of some shapes and of the exceptions. */
function updated(
  shapes: Shapes,
  errors = ["ConflictException"],
  yaml = YAML,
  operations: Shapes = {},
  shared?: string,
): Update {
  const layout = readLayout(LAYOUT, "zoo");
  if (!layout) throw new Error("the table has no zoo");
  const tree: Tree = {
    read: (path) => (path === FILE ? yaml : path === "specs/shared/openapi.yaml" ? shared : undefined),
    list: (folder) => (FILE.startsWith(`${folder}/`) ? [nextOf(FILE.slice(folder.length + 1))] : []),
  };
  const model = modelOf({ ...SHAPES, ...shapes }, { PutCage: operation(errors), ...operations });
  return updateOperations({ tree, model, layout }, modelOf(SHAPES, { PutCage: operation(["ConflictException"]) }));
}

function nextOf(rest: string): { name: string; isFolder: boolean } {
  return { name: rest.split("/")[0] ?? "", isFolder: rest.includes("/") };
}

function operation(errors: readonly string[]): object {
  return {
    http: { method: "PUT", requestUri: "/cages/{name}", responseCode: 200 },
    input: { shape: "PutCageRequest" },
    output: { shape: "PutCageResponse" },
    errors: errors.map((shape) => ({ shape })),
  };
}

function modelOf(shapes: Shapes, operations: Shapes) {
  return readModel(
    JSON.stringify({ metadata: { endpointPrefix: "zoo", apiVersion: "2026-01-02" }, operations, shapes }),
  );
}
