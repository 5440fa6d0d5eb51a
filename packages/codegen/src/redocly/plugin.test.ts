import { expect, test } from "vitest";
import { lintFolder } from "./lint-folder.ts";

const ROOT = `openapi: 3.1.0
paths:
  /a/{b}:
    post:
      operationId: Do
      summary: Do it.
      parameters:
        - $ref: parts.yaml#/components/parameters/b
      x-request-rules:
        - $ref: rules/b-with-name.yaml
      requestBody:
        content:
          application/json:
            schema:
              $ref: parts.yaml#/components/schemas/DoRequest
            examples:
              good:
                $ref: examples/good.yaml#/request
      responses:
        '200':
          description: Done.
          content:
            application/json:
              schema:
                type: object
              examples:
                good:
                  $ref: examples/good.yaml#/response
`;
const PARTS = `components:
  parameters:
    b: {name: b, in: path, required: true, schema: {type: string}}
  schemas:
    DoRequest:
      type: object
      description: What to do.
      properties:
        name:
          type: string
          description: Name of it.
`;
const EXAMPLE =
  "summary: A good one.\nx-source:\n  kind: authored\nrequest:\n  value: {name: a}\nresponse:\n  value: {}\n";

const RULE =
  "id: b-with-name\ndescription: A request to b has a name.\nsource: {document: Book, section: One}\nerror: DoException\nnames: name\nschema: {required: [body]}\n";

/** An API that keeps every rule. */
const RIGHT: Readonly<Record<string, string>> = {
  "openapi.yaml": ROOT,
  "parts.yaml": PARTS,
  "examples/good.yaml": EXAMPLE,
  "rules/b-with-name.yaml": RULE,
};

/** The same API with one file changed. */
function changed(file: string, from: string, to: string): Readonly<Record<string, string>> {
  const text = RIGHT[file] ?? "";
  expect(text).toContain(from);
  return { ...RIGHT, [file]: text.replace(from, () => to) };
}

const RULES = [
  "anchored-patterns",
  "example-account",
  "open-enums",
  "example-file",
  "key-order",
  "request-rule-file",
  "schema-described",
  "strict-references",
  "written",
];

test.each(RULES)("%s passes a right layout", async (rule) => {
  expect(await lintFolder(RIGHT, rule)).toEqual([]);
});

const WRONG: readonly { rule: string; given: string; files: Readonly<Record<string, string>>; want: string }[] = [
  {
    rule: "key-order",
    given: "a summary before the operationId",
    files: changed("openapi.yaml", "operationId: Do\n      summary: Do it.", "summary: Do it.\n      operationId: Do"),
    want: "`summary` stands in the wrong place; expected the order operationId, summary, parameters, requestBody, responses.",
  },
  {
    rule: "schema-described",
    given: "a schema without a description",
    files: changed("parts.yaml", "      description: What to do.\n", ""),
    want: "The schema has no description; expected what it means.",
  },
  {
    rule: "schema-described",
    given: "a member without a description",
    files: changed("parts.yaml", "\n          description: Name of it.", ""),
    want: "Member `name` has no description; expected its meaning, its unit and what its absence means.",
  },
  {
    rule: "schema-described",
    given: "a description of one word",
    files: changed("parts.yaml", "Name of it.", "Name."),
    want: "Member `name` has no description; expected its meaning, its unit and what its absence means.",
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
    want: "Not an example: /requires/0 must be equal to one of the allowed values: scripted-errors, scripted-error-types, writes, existing-resource, streaming, remote-images.",
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
  ...["a|b", "^a|b$", "[a-z]{3}", "^[a-z]{3}"].map((pattern) => ({
    rule: "anchored-patterns",
    given: `the pattern ${pattern}`,
    files: changed(
      "parts.yaml",
      "description: Name of it.",
      `description: Name of it.\n          pattern: '${pattern}'`,
    ),
    want: `The pattern ${pattern} is not anchored; expected ^(?:${pattern})$.`,
  })),
  ...["arn:aws:bedrock:us-east-1:123456789012:x/y", "123456789012"].map((name) => ({
    rule: "example-account",
    given: `an account that is not that of documents: ${name}`,
    files: changed("examples/good.yaml", "value: {name: a}", `value: {name: '${name}'}`),
    want: "The example names the account 123456789012; expected 111122223333.",
  })),
  {
    rule: "open-enums",
    given: "a closed enum in a response",
    files: changed(
      "openapi.yaml",
      "              schema:\n                type: object\n              examples:\n                good:\n                  $ref: examples/good.yaml#/response",
      "              schema:\n                type: string\n                enum: [a, b]\n              examples:\n                good:\n                  $ref: examples/good.yaml#/response",
    ),
    want: "The enum of a response is closed; expected anyOf: [{enum: […]}, {type: string}].",
  },
  {
    rule: "open-enums",
    given: "an open enum whose other strings may be null",
    files: changed(
      "openapi.yaml",
      "              schema:\n                type: object\n              examples:\n                good:\n                  $ref: examples/good.yaml#/response",
      '              schema:\n                anyOf: [{enum: [a, b]}, {type: string}, {type: [string, "null"]}]\n              examples:\n                good:\n                  $ref: examples/good.yaml#/response',
    ),
    want: 'The enum is open and may be null in one branch; expected {type: string} and {type: "null"} apart.',
  },
  {
    rule: "written",
    given: "a member whose description is to be written",
    files: changed("parts.yaml", "Name of it.", "To be written."),
    want: "The description is not written yet; expected what it means, in our own words.",
  },
  {
    rule: "written",
    given: "an operation whose summary is to be written",
    files: changed("openapi.yaml", "summary: Do it.", "summary: To be written."),
    want: "The summary is not written yet; expected what it means, in our own words.",
  },
  {
    rule: "strict-references",
    given: "a reference for an operation",
    files: {
      ...RIGHT,
      "openapi.yaml": "openapi: 3.1.0\npaths:\n  /a/{b}:\n    post:\n      $ref: operations/do.yaml\n",
      "operations/do.yaml": "operationId: Do\nresponses: {}\n",
    },
    want: "A `$ref` cannot stand for a Operation; expected the value itself.",
  },
];

test.each(WRONG)("$rule refuses $given", async ({ rule, files, want }) => {
  expect(await lintFolder(files, rule)).toContainEqual(expect.stringContaining(want));
});

test("patterns with alternatives in a group or a class, and open enums, are right", async () => {
  const described = (schema: string) =>
    changed("parts.yaml", "description: Name of it.", `description: Name of it.\n          ${schema}`);
  for (const pattern of ["^(?:a|b)$", "^[a|b]$", "^a\\\\|b$"]) {
    expect(await lintFolder(described(`pattern: "${pattern}"`), "anchored-patterns"), pattern).toEqual([]);
  }
  const opening = 'pattern: "^a"\n          x-expected: a text that begins with a';
  expect(await lintFolder(described(opening), "anchored-patterns")).toEqual([]);
  const schema =
    "schema:\n                type: object\n              examples:\n                good:\n                  $ref: examples/good.yaml#/response";
  const open = schema.replace("type: object", "anyOf: [{enum: [a, b]}, {type: string}]");
  expect(await lintFolder(changed("openapi.yaml", schema, open), "open-enums")).toEqual([]);
});
