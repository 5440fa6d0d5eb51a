import { join } from "node:path";
import { bundle, createConfig, lintFromString, loadConfig } from "@redocly/openapi-core";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { someOf } from "../../../../.some-of.ts";
import { REPOSITORY, REPOSITORY_SOURCES } from "../../test/changed-specs.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { combinedDocument } from "./combined-document.ts";
import { contentOf, type Document, EVENT_MEDIA_TYPES, type Json, operationsOf, resolved } from "./document.ts";
import { jsonSchemas } from "./json-schemas.ts";
import { LOSSES } from "./loss.ts";
import { openapi30 } from "./openapi-3-0.ts";
import { plainDocument } from "./plain-document.ts";

/** A document with one operation, whose request is of a schema. */
function documentOf(schema: unknown, schemas: Readonly<Record<string, Json>> = {}): Document {
  const content = { "application/json": { schema } };
  const operation = { operationId: "Ask", requestBody: { content }, responses: { 200: { description: "Said." } } };
  const info = { title: "Test", version: "2026-01-02", license: { name: "Apache-2.0", identifier: "Apache-2.0" } };
  return { openapi: "3.1.0", info, paths: { "/ask": { post: operation } }, components: { schemas } };
}

function requestOf(document: Json): Json {
  const [first] = operationsOf(document as Document); // What was made of a document is one.
  const [[, schema] = []] = contentOf(Object(first?.operation.requestBody));
  return Object(schema);
}

const text = {
  type: "object",
  required: ["kind", "text"],
  properties: { kind: { const: "text" }, text: { type: "string" } },
};
const image = {
  type: "object",
  required: ["kind", "url"],
  properties: { kind: { const: "image" }, url: { type: "string" } },
};

describe("a plain schema", () => {
  test.each([
    {
      title: "an open enum",
      given: { anyOf: [{ enum: ["a", "b"] }, { type: "string" }] },
      want: { type: "string", description: "Known values: a, b." },
      losses: ["open"],
    },
    { title: "a constant", given: { const: 5 }, want: { type: "integer", enum: [5] }, losses: [] },
    {
      title: "several types",
      given: { type: ["string", "object"], description: "Any." },
      want: { description: "Any." },
      losses: ["mixed"],
    },
    {
      title: "numbers of both types",
      given: { type: ["integer", "number", "null"] },
      want: { type: ["number", "null"] },
      losses: [],
    },
    {
      title: "text or list",
      given: { anyOf: [{ type: "string" }, { type: "array", items: {} }] },
      want: {},
      losses: ["mixed"],
    },
    {
      title: "null beside a value",
      given: { anyOf: [{ type: "string", maxLength: 3 }, { type: "null" }] },
      want: { type: ["string", "null"], maxLength: 3 },
      losses: [],
    },
    {
      title: "a pattern that looks ahead",
      given: { type: "string", pattern: "^(?!x)" },
      want: { type: "string" },
      losses: ["pattern"],
    },
    { title: "an extension", given: { type: "string", "x-observed": "2026" }, want: { type: "string" }, losses: [] },
    {
      title: "keywords of another type",
      given: { type: "string", minimum: 1, minItems: 1 },
      want: { type: "string", minimum: 1 },
      losses: [],
    },
  ])("of $title", ({ given, want, losses }) => {
    const plain = plainDocument(documentOf(given));
    expect(requestOf(plain.document)).toEqual(want);
    expect(plain.losses.map(({ loss }) => loss)).toEqual(losses.map((kind) => LOSSES[kind as keyof typeof LOSSES]));
  });

  test("of objects that a member tells apart has a name for each, and says which", () => {
    const { document, losses } = plainDocument(
      documentOf({ $ref: "#/components/schemas/Part" }, { Part: { oneOf: [text, image] } }),
    );
    const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
    expect(Object(document.components).schemas).toMatchObject({
      Part: {
        oneOf: [ref("PartText"), ref("PartImage")],
        discriminator: { propertyName: "kind", mapping: { text: ref("PartText").$ref, image: ref("PartImage").$ref } },
      },
      PartText: { properties: { kind: { type: "string", enum: ["text"] } } },
    });
    expect(losses).toEqual([]);
  });

  test("of objects that no member tells apart has the members of all", () => {
    const other = { type: "object", required: ["text"], properties: { text: { type: "string" } } };
    const { document, losses } = plainDocument(
      documentOf({ $ref: "#/components/schemas/Part" }, { Part: { anyOf: [text, other] } }),
    );
    expect(Object(document.components).schemas.Part).toMatchObject({
      required: ["text"],
      properties: { kind: {}, text: {} },
    });
    expect(losses).toEqual([{ place: "Part", loss: LOSSES.merged }]);
  });

  test("of parts has the members of all, without conditions", () => {
    const base = {
      type: "object",
      properties: { a: { type: "integer" } },
      if: { required: ["a"] },
      // biome-ignore lint/suspicious/noThenProperty: It is JSON Schema's.
      then: { required: ["b"] },
    };
    const { document, losses } = plainDocument(
      documentOf(
        { $ref: "#/components/schemas/All" },
        {
          Base: base,
          All: {
            allOf: [{ $ref: "#/components/schemas/Base" }, { anyOf: [{ required: ["a"] }, { required: ["b"] }] }],
            properties: { b: { type: "string" } },
          },
        },
      ),
    );
    expect(Object(document.components).schemas).toEqual({
      All: { type: "object", properties: { a: { type: "integer" }, b: { type: "string" } } },
    });
    expect(new Set(losses.map(({ loss }) => loss))).toEqual(new Set([LOSSES.together]));
  });

  test("of 3.0 says null, limits and base64 in its own words", () => {
    const members = {
      a: { type: ["string", "null"] },
      b: { type: "number", exclusiveMinimum: 0 },
      c: { type: "string", contentEncoding: "base64" },
      d: { anyOf: [{ $ref: "#/components/schemas/Inner" }, { type: "null" }] },
      type: { type: "string" },
    };
    const inner = { type: "object", properties: { x: { type: "string" } } };
    const { document } = plainDocument(
      documentOf({ $ref: "#/components/schemas/It" }, { It: { type: "object", properties: members }, Inner: inner }),
    );
    const { openapi, info, components } = Object(openapi30(document));
    expect([openapi, info.version]).toEqual(["3.0.4", "2026.1.2"]);
    expect(components.schemas.It.properties).toEqual({
      a: { type: "string", nullable: true },
      b: { type: "number", minimum: 0, exclusiveMinimum: true },
      c: { type: "string", format: "byte" },
      d: { type: "object", nullable: true, allOf: [{ $ref: "#/components/schemas/Inner" }] },
      type: { type: "string" },
    });
  });
});

test("documents as one have the components of both, of which those that differ have names of their own", () => {
  const one = documentOf({ $ref: "#/components/schemas/It" }, { It: { type: "string" }, Same: { type: "null" } });
  const other = documentOf({ $ref: "#/components/schemas/It" }, { It: { type: "integer" }, Same: { type: "null" } });
  const both = combinedDocument(
    {},
    [
      ["one", one],
      ["other-one", { ...other, paths: { "/other": other.paths["/ask"] ?? {} } }],
    ],
    [],
  );
  expect(both.components?.schemas).toEqual({
    It: { type: "string" },
    Same: { type: "null" },
    OtherOneIt: { type: "integer" },
  });
  const refs = operationsOf(both).map(({ operation }) => Object(contentOf(Object(operation.requestBody))[0]?.[1]).$ref);
  expect(refs).toEqual(["#/components/schemas/It", "#/components/schemas/OtherOneIt"]);
});

// Each schema checks a few values: what makes its code faster takes longer than it saves.
const QUICK = { strict: true, validateFormats: false, code: { optimize: false } } as const;
const ids = REPOSITORY_SOURCES.tree.list("specs/gen/openapi").map(({ name }) => name.replace(".yaml", ""));
const kinds: Readonly<Record<string, string>> = {
  management: "api",
  gateway: "gateway",
  "anthropic-messages": "messages",
  "nova-sonic": "speech",
};

describe.each(someOf(ids, (id) => kinds[id] ?? "format").map((id) => ({ id })))(
  "of $id",
  { tags: "longer" },
  async ({ id }) => {
    const config = await loadConfig({ configPath: join(REPOSITORY, "specs/redocly.yaml") });
    const ref = join(REPOSITORY, `specs/gen/openapi/${id}.yaml`);
    const source = (await bundle({ ref, config })).bundle.parsed as Document; // A bundle is a document.
    const { document } = plainDocument(source);

    test("the plain documents are valid, in 3.1 and in 3.0, and have no extension", async () => {
      const struct = await createConfig({
        rules: { struct: "error", "no-unresolved-refs": "error", "nullable-type-sibling": "error" },
      });
      for (const each of [document, openapi30(document)]) {
        const written = JSON.stringify(each);
        const faults = await lintFromString({ source: written, config: struct });
        expect(faults.map(({ message, location }) => `${location[0]?.pointer} ${message}`)).toEqual([]);
        expect(
          Object.keys(Object(Object(each.components).schemas)).filter(
            (name) => !written.includes(`/schemas/${name}"`) && !written.includes(`each a ${name}.`),
          ),
        ).toEqual([]);
        expect(Object.keys(each).filter((key) => key.startsWith("x-"))).toEqual([]);
      }
    });

    test("each example fits the plain schema of its place, and the JSON Schema", () => {
      const ajv = new Ajv2020({ ...QUICK, strict: false });
      ajv.addSchema({ ...document, $id: "plain" });
      const schemas = jsonSchemas(id, source);
      let count = 0;
      for (const { path, method, operation } of someOf(operationsOf(source))) {
        const plain = Object(Object(document.paths)[path])[method];
        for (const { role, given, of } of bodiesOf(source, operation, plain)) {
          for (const [type, media] of Object.entries<Json>(Object(given.content))) {
            const own = jsonSchemaOf(schemas, {
              id,
              operation,
              role: EVENT_MEDIA_TYPES.has(type) && role === "response" ? "chunk" : role,
            });
            const schema = Object(Object(of.content)[type]).schema;
            // Ajv compiles an object once.
            const asOne = schema === undefined || EVENT_MEDIA_TYPES.has(type) ? undefined : absolute(schema);
            for (const { value } of Object.values<{ value: unknown }>(Object(media.examples))) {
              const values = EVENT_MEDIA_TYPES.has(type) && Array.isArray(value) ? value : [value];
              for (const each of values) {
                count += 1;
                if (asOne !== undefined) expect(problems(ajv, asOne, each)).toEqual([]);
                if (own !== undefined) expect(problems(ajv, own, each)).toEqual([]);
              }
            }
          }
        }
      }
      expect(count > 0).toBe(JSON.stringify(source.paths).includes('"examples":{'));
    });

    test("each JSON Schema is one, stands alone, and refuses what is wrong", () => {
      const ajv = new Ajv2020({ ...QUICK, strictTypes: false, strictRequired: false });
      const schemas = jsonSchemas(id, source);
      expect(schemas.size).toBeGreaterThan(1);
      for (const [path, schema] of schemas) {
        expect(schema.$id).toBe(`urn:bedrock-contract:${path.replaceAll("/", ":")}`);
        expect(ajv.compile(schema)(5), path).toBe(false);
      }
    });
  },
);

interface PlacedBody {
  readonly role: "request" | "response";
  readonly given: Json;
  readonly of: Json;
}

function bodiesOf(source: Document, operation: Json, plain: Json): readonly PlacedBody[] {
  const success = Object.entries(Object(operation.responses)).filter(([status]) => Number(status) < 300);
  return [
    { role: "request", given: resolved(source, operation.requestBody), of: Object(plain.requestBody) },
    ...success.map(([status, response]) => ({
      role: "response" as const,
      given: resolved(source, response),
      of: Object(Object(plain.responses)[status]),
    })),
  ];
}

function jsonSchemaOf(
  schemas: ReadonlyMap<string, JsonSchema>,
  { id, operation, role }: { id: string; operation: Json; role: string },
): JsonSchema | undefined {
  return schemas.get(`${id}/${role}`) ?? schemas.get(`${id}/${operation.operationId}.${role}`);
}

/** A schema whose references lead into the document that is known as `plain`. */
function absolute(schema: unknown): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"plain#/components'));
}

function problems(ajv: Ajv2020, schema: JsonSchema, value: unknown): readonly string[] {
  const known = typeof schema.$id === "string" ? ajv.getSchema(schema.$id) : undefined;
  const validate = known ?? ajv.compile(schema);
  return validate(value)
    ? []
    : (validate.errors ?? []).map(
        ({ instancePath, message }) => `${instancePath} ${message}: ${JSON.stringify(value).slice(0, 200)}`,
      );
}
