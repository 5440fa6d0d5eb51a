import { isSchema, type JsonSchema } from "../schema/json-schema.ts";
import {
  contentOf,
  type Document,
  EVENT_MEDIA_TYPES,
  eventOf,
  type Json,
  operationsOf,
  resolved,
  schemasOf,
} from "./document.ts";
import { type Loss, Losses } from "./loss.ts";
import { PlainSchemas, pascal } from "./plain-schemas.ts";

/** OpenAPI ignores parameters of these names, and generators do not: media types and security stand for them. */
const OF_MEDIA_TYPES: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);

/** A document for generators, and what it no longer says. */
export interface PlainDocument {
  readonly document: Json;
  readonly losses: readonly Loss[];
}

/**
 * An OpenAPI 3.1 document that generators understand: no extensions, no conditions, no examples; every object of a body
 * has a name; parameters, headers and responses stand where they are used. Every value that the document allows, the
 * plain one allows. `keep` names schemas that no operation mentions.
 */
export function plainDocument(source: Document, keep: readonly string[] = []): PlainDocument {
  const losses = new Losses();
  const schemas = new PlainSchemas(schemasOf(source), losses);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { path, method, operation } of operationsOf(source)) {
    const item = source.paths[path] ?? {};
    paths[path] ??= item.servers === undefined ? {} : { servers: item.servers };
    const parameters = [...list(item.parameters), ...list(operation.parameters)]
      .map((parameter) => resolved(source, parameter))
      .filter(({ name }) => !OF_MEDIA_TYPES.has(String(name).toLowerCase()));
    paths[path][method] = new PlainOperation(source, { schemas, losses, operation }).convert(parameters);
  }
  for (const name of keep) schemas.convert({ $ref: `#/components/schemas/${name}` }, name);
  const { version, title, description, license } = source.info;
  const securitySchemes = source.components?.securitySchemes;
  return {
    document: {
      openapi: "3.1.0",
      info: { title, description, version: semantic(String(version)), license },
      servers: source.servers,
      security: source.security,
      tags: source.tags,
      paths,
      components: {
        schemas: schemas.schemas,
        ...(securitySchemes === undefined ? {} : { securitySchemes: withoutExtensions(securitySchemes) }),
      },
    },
    losses: losses.list(),
  };
}

/** `2025-11-07` as Cargo and others want it: `2025.11.7`. */
function semantic(version: string): string {
  return version.replaceAll(/[-.]0*(?=\d)/g, ".");
}

interface Converting {
  readonly schemas: PlainSchemas;
  readonly losses: Losses;
  readonly operation: Json;
}

class PlainOperation {
  readonly #source: Document;
  readonly #schemas: PlainSchemas;
  readonly #losses: Losses;
  readonly #operation: Json;
  readonly #id: string;

  constructor(source: Document, { schemas, losses, operation }: Converting) {
    this.#source = source;
    this.#schemas = schemas;
    this.#losses = losses;
    this.#operation = operation;
    this.#id = String(operation.operationId);
  }

  convert(parameters: readonly Json[]): Json {
    const { operationId, summary, description, tags, security, deprecated, requestBody, responses } = this.#operation;
    if (this.#operation["x-request-rules"] !== undefined) this.#losses.add(this.#id, "rules");
    return defined({
      operationId,
      summary,
      description,
      tags,
      security,
      deprecated,
      parameters: parameters.length === 0 ? undefined : parameters.map((each) => this.#parameter(each)),
      requestBody: requestBody === undefined ? undefined : this.#body(resolved(this.#source, requestBody), "Request"),
      responses: Object.fromEntries(
        Object.entries(Object(responses)).map(([status, response]) => [
          status,
          this.#response(resolved(this.#source, response), status),
        ]),
      ),
    });
  }

  #parameter(parameter: Json): Json {
    const { name, in: place, required, description, style, explode, deprecated } = parameter;
    const [[, schema = parameter.schema] = []] = contentOf(parameter);
    const plain = this.#schemas.convert(schema, `${this.#id}${pascal(String(name))}`, `${this.#id} ${name}`);
    return defined({ name, in: place, required, description, deprecated, style, explode, schema: plain });
  }

  #response(response: Json, status: string): Json {
    const headers = Object.entries(Object(response.headers)).map(([name, given]) => {
      const { description, required, schema } = resolved(this.#source, given);
      const plain = this.#schemas.convert(schema, `${this.#id}${pascal(name)}`, `${this.#id} ${status} ${name}`);
      return [name, defined({ description, required, schema: plain })];
    });
    const isError = Number(status) >= 400;
    return defined({
      description: response.description,
      headers: headers.length === 0 ? undefined : Object.fromEntries(headers),
      content: this.#body(response, isError ? `Error${status}` : "Response").content,
    });
  }

  #body({ description, required, content: given }: Json, role: string): Json {
    const all = contentOf({ content: given });
    const typed = all.filter(([type, schema]) => isTyped(schema) || all.length === 1 || type === "application/json");
    if (typed.length < all.length) this.#losses.add(`${this.#id} ${role}`, "untyped");
    const content = typed.map(([type, schema]) => [type, defined({ schema: this.#media(type, schema, role) })]);
    return defined({ description, required, content: given === undefined ? undefined : Object.fromEntries(content) });
  }

  #media(type: string, schema: unknown, role: string): JsonSchema {
    const place = `${this.#id} ${role}`;
    if (!EVENT_MEDIA_TYPES.has(type)) return this.#schemas.convert(schema ?? {}, this.#id + role, place);
    this.#losses.add(place, "events");
    const event = this.#schemas.convert(eventOf(schema), `${this.#id}${role}Event`, `${place} event`);
    const name = String(event.$ref ?? "").replace("#/components/schemas/", "");
    return {
      type: "string",
      format: "binary",
      description: name === "" ? "A stream of events." : `A stream of events, each a ${name}.`,
    };
  }
}

function isTyped(schema: unknown): boolean {
  return isSchema(schema) && Object.keys(schema).some((key) => key !== "description" && !key.startsWith("x-"));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The members that have a value. */
function defined(members: Json): Json {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function withoutExtensions(node: Json): Json {
  return JSON.parse(JSON.stringify(node, (key, value) => (key.startsWith("x-") ? undefined : value)));
}
