import { expect, test } from "vitest";
import { lintFolder } from "./lint-folder.ts";

const ROOT = "openapi: 3.1.0\npaths:\n  /a/{b}:\n    $ref: paths/a_{b}.yaml\n";
const PATH = `post:
  operationId: Do
  summary: Do it.
  parameters:
    - $ref: ../parameters/b.yaml
  x-request-rules:
    - $ref: ../rules/b-with-name.yaml
  requestBody:
    content:
      application/json:
        schema:
          $ref: ../schemas/DoRequest.yaml
        examples:
          good:
            $ref: ../examples/good.yaml#/request
  responses:
    '200':
      description: Done.
      content:
        application/json:
          schema:
            type: object
          examples:
            good:
              $ref: ../examples/good.yaml#/response
`;
const SCHEMA =
  "type: object\ndescription: What to do.\nproperties:\n  name:\n    type: string\n    description: Name of it.\n";
const EXAMPLE =
  "summary: A good one.\nx-source:\n  kind: authored\nrequest:\n  value: {name: a}\nresponse:\n  value: {}\n";

const RULE =
  "id: b-with-name\ndescription: A request to b has a name.\nsource: {document: Book, section: One}\nerror: DoException\nnames: name\nschema: {required: [body]}\n";

/** An API that keeps every rule. */
const RIGHT: Readonly<Record<string, string>> = {
  "openapi.yaml": ROOT,
  "paths/a_{b}.yaml": PATH,
  "parameters/b.yaml": "name: b\nin: path\nrequired: true\nschema:\n  type: string\n",
  "schemas/DoRequest.yaml": SCHEMA,
  "examples/good.yaml": EXAMPLE,
  "rules/b-with-name.yaml": RULE,
};

/** The same API with one file changed. */
function changed(file: string, from: string, to: string): Readonly<Record<string, string>> {
  const text = RIGHT[file] ?? "";
  expect(text).toContain(from);
  return { ...RIGHT, [file]: text.replace(from, to) };
}

function renamed(from: string, to: string): Readonly<Record<string, string>> {
  const move = (text: string) => text.replaceAll(from, to);
  return Object.fromEntries(Object.entries(RIGHT).map(([name, text]) => [move(name), move(text)]));
}

const RULES = [
  "example-file",
  "example-pair",
  "key-order",
  "part-file",
  "path-file",
  "request-rule-file",
  "schema-described",
  "strict-references",
  "unused-file",
];

test.each(RULES)("%s passes a right layout", async (rule) => {
  expect(await lintFolder(RIGHT, rule)).toEqual([]);
});

const WRONG: readonly { rule: string; given: string; files: Readonly<Record<string, string>>; want: string }[] = [
  {
    rule: "path-file",
    given: "a path written in the root file",
    files: changed("openapi.yaml", "$ref: paths/a_{b}.yaml", "get: {responses: {}}"),
    want: "/a/{b} is not in a file of its own; expected `$ref: paths/a_{b}.yaml`.",
  },
  {
    rule: "path-file",
    given: "a path file with another name",
    files: renamed("a_{b}.yaml", "a-b.yaml"),
    want: "/a/{b} is not in a file of its own; expected `$ref: paths/a_{b}.yaml`.",
  },
  {
    rule: "key-order",
    given: "a summary before the operationId",
    files: changed("paths/a_{b}.yaml", "operationId: Do\n  summary: Do it.", "summary: Do it.\n  operationId: Do"),
    want: "`summary` stands in the wrong place; expected the order operationId, summary, parameters, requestBody, responses.",
  },
  {
    rule: "part-file",
    given: "a schema file whose name is not in PascalCase",
    files: renamed("DoRequest.yaml", "do-request.yaml"),
    want: "../schemas/do-request.yaml is not a Schema in a file of its own; expected schemas/<PascalCase>.yaml, without a fragment.",
  },
  {
    rule: "part-file",
    given: "a schema inside another file",
    files: changed("paths/a_{b}.yaml", "../schemas/DoRequest.yaml", "../schemas/DoRequest.yaml#/properties/name"),
    want: "../schemas/DoRequest.yaml#/properties/name is not a Schema in a file of its own; expected schemas/<PascalCase>.yaml, without a fragment.",
  },
  {
    rule: "part-file",
    given: "a parameter in another folder",
    files: renamed("parameters/", "query/"),
    want: "../query/b.yaml is not a Parameter in a file of its own; expected parameters/<camelCase>.yaml, without a fragment.",
  },
  {
    rule: "part-file",
    given: "schemas among the components",
    files: changed("openapi.yaml", "paths:", "components:\n  schemas:\n    A: {type: string}\npaths:"),
    want: "components/schemas holds parts; expected one file for each of them.",
  },
  {
    rule: "part-file",
    given: "a second named schema in a schema's file",
    files: changed("schemas/DoRequest.yaml", "type: object", "$defs: {A: {type: string}}\ntype: object"),
    want: "$defs holds named schemas; expected one file for each of them.",
  },
  {
    rule: "schema-described",
    given: "a schema without a description",
    files: changed("schemas/DoRequest.yaml", "description: What to do.\n", ""),
    want: "The schema has no description; expected what it means.",
  },
  {
    rule: "schema-described",
    given: "a member without a description",
    files: changed("schemas/DoRequest.yaml", "\n    description: Name of it.", ""),
    want: "Member `name` has no description; expected its meaning, its unit and what its absence means.",
  },
  {
    rule: "schema-described",
    given: "a description of one word",
    files: changed("schemas/DoRequest.yaml", "Name of it.", "Name."),
    want: "Member `name` has no description; expected its meaning, its unit and what its absence means.",
  },
  {
    rule: "example-pair",
    given: "a request without a response",
    files: changed("paths/a_{b}.yaml", "            good:\n              $ref: ../examples/good.yaml#/response\n", ""),
    want: "Example `good` has no response; expected the same key under a response.",
  },
  {
    rule: "example-pair",
    given: "a response whose request is not listed",
    files: {
      ...changed(
        "paths/a_{b}.yaml",
        "              $ref: ../examples/good.yaml#/response",
        "              $ref: ../examples/good.yaml#/response\n            more:\n              $ref: ../examples/more.yaml#/response",
      ),
      "examples/more.yaml": EXAMPLE,
    },
    want: "Example `more` has a request that is not listed; expected the same key under the request body.",
  },
  {
    rule: "example-pair",
    given: "a response in another file than its request",
    files: {
      ...changed("paths/a_{b}.yaml", "../examples/good.yaml#/response", "../examples/other/good.yaml#/response"),
      "examples/other/good.yaml": EXAMPLE,
    },
    want: "has its response in another file",
  },
  {
    rule: "example-pair",
    given: "a key that is not the file's name",
    files: renamed("good.yaml", "better.yaml"),
    want: "Example `good` is in better.yaml; expected the file to be named like the key.",
  },
  {
    rule: "example-pair",
    given: "an example written where it is used",
    files: changed("paths/a_{b}.yaml", "$ref: ../examples/good.yaml#/response", "value: {}"),
    want: "Example `good` is not in a file of its own; expected `$ref: …/good.yaml#/response`.",
  },
  {
    rule: "example-pair",
    given: "the request's half on the response's side",
    files: changed("paths/a_{b}.yaml", "good.yaml#/response", "good.yaml#/request"),
    want: "Example `good` is not in a file of its own; expected `$ref: …/good.yaml#/response`.",
  },
  {
    rule: "example-file",
    given: "an example without a source",
    files: changed("examples/good.yaml", "x-source:\n  kind: authored\n", ""),
    want: "Not an example: the file must have required property 'x-source'.",
  },
  {
    rule: "example-file",
    given: "a documented example that names no document",
    files: changed("examples/good.yaml", "kind: authored", "kind: documented"),
    want: "Not an example: /x-source must have required property 'document'.",
  },
  {
    rule: "example-file",
    given: "an unknown requirement",
    files: changed("examples/good.yaml", "request:", "requires: [luck]\nrequest:"),
    want: "Not an example: /requires/0 must be equal to one of the allowed values: scripted-errors, scripted-error-types, writes, existing-resource, streaming.",
  },
  {
    rule: "example-file",
    given: "an unknown member",
    files: changed("examples/good.yaml", "request:", "note: none\nrequest:"),
    want: "Not an example: the file must NOT have additional properties: note.",
  },
  {
    rule: "example-file",
    given: "a reference inside a value",
    files: changed("examples/good.yaml", "value: {name: a}", "value: {name: {$ref: x.yaml}}"),
    want: "Not an example: /request/value/name/$ref boolean schema is false.",
  },
  {
    rule: "request-rule-file",
    given: "a rule without its source",
    files: changed("rules/b-with-name.yaml", "source: {document: Book, section: One}\n", ""),
    want: "Not a rule of requests: the file must have required property 'source'.",
  },
  {
    rule: "part-file",
    given: "a rule in another folder",
    files: { ...renamed("rules/b-with-name", "laws/b-with-name") },
    want: "../laws/b-with-name.yaml is not a RequestRule in a file of its own; expected rules/<id>.yaml, without a fragment.",
  },
  {
    rule: "strict-references",
    given: "a reference for an operation",
    files: {
      ...changed("paths/a_{b}.yaml", PATH, "post:\n  $ref: ../operations/do.yaml\n"),
      "operations/do.yaml": "operationId: Do\nresponses: {}\n",
    },
    want: "A `$ref` cannot stand for a Operation; expected the value itself.",
  },
  {
    rule: "unused-file",
    given: "a file that nothing refers to",
    files: { ...RIGHT, "schemas/Forgotten.yaml": SCHEMA },
    want: "schemas/Forgotten.yaml is not used; refer to it or remove it.",
  },
];

test.each(WRONG)("$rule refuses $given", async ({ rule, files, want }) => {
  expect(await lintFolder(files, rule)).toContainEqual(expect.stringContaining(want));
});
