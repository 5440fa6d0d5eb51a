import { VALIDATORS_FOLDER } from "../emit/code-imports.ts";
import { ruleExport } from "../emit/request-rules.ts";
import type { CaseOwner } from "../model/case-owner.ts";
import type { Example } from "../model/example.ts";
import { isStreamed } from "../model/operation.ts";
import type { RequestRule } from "../model/request-rule.ts";
import type { Engine, RawError } from "../validators/engine.ts";

/** What rules look at: the parts of a request. */
export interface RequestParts {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** Checks values with the schemas of the validators. */
export class Checks {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** The faults of a request's parameters. */
  parameters({ api, operation }: CaseOwner, value: unknown): readonly RawError[] {
    return this.#check(`${api}/${operation.id}`, "parameters", value);
  }

  /** The faults of a request body. */
  request({ api, operation, format }: CaseOwner, value: unknown): readonly RawError[] {
    return format === undefined
      ? this.#check(`${api}/${operation.id}`, "request", value)
      : this.#check(`formats/${format}`, "invokeRequest", value);
  }

  /** The rules of the operation, and of the format of the body, that a request breaks. */
  brokenRules({ api, operation, format }: CaseOwner, parts: RequestParts): readonly RequestRule[] {
    const files = [`${api}/${operation.id}`, `formats/${format}`].map(pathOf);
    const names = operation.rules.map(ruleExport);
    const broken = this.#engine.failing(files, names, { ...parts, contentType: contentTypeOf(parts) });
    return operation.rules.filter((_, index) => broken.includes(names[index] ?? ""));
  }

  /** The faults of the body of a successful answer; of a streamed answer whose chunks are described, those of the list of them. */
  response({ api, operation, format }: CaseOwner, example: Example): readonly RawError[] {
    const { value } = example.response;
    const file = format === undefined ? `${api}/${operation.id}` : `formats/${format}`;
    const isList = isStreamed(operation, example) && (format !== undefined || operation.success.sse !== undefined);
    if (!isList) return this.#check(file, format === undefined ? "response" : "invokeResponse", value);
    if (!Array.isArray(value)) return [{ instancePath: "", keyword: "type", params: { type: "array" } }];
    return value.flatMap((chunk, index) =>
      this.#check(file, format === undefined ? "chunk" : "invokeChunk", chunk).map((error) => ({
        ...error,
        instancePath: `/${index}${error.instancePath}`,
      })),
    );
  }

  /** The faults of the body of an error that has no name. */
  error({ api, operation }: CaseOwner, value: unknown): readonly RawError[] {
    return this.#check(`${api}/${operation.id}`, "error", value);
  }

  /** The faults of an event of a stream, `{<its type>: <its members>}`. */
  event({ api, operation }: CaseOwner, value: unknown): readonly RawError[] {
    return this.#check(`${api}/${operation.id}`, "event", value);
  }

  /** The faults of the body of an exception. */
  exception(name: string, value: unknown): readonly RawError[] {
    return this.#check("exceptions", name, value);
  }

  #check(file: string, name: string, value: unknown): readonly RawError[] {
    return this.#engine.check(pathOf(file), name, value);
  }
}

function pathOf(file: string): string {
  return `${VALIDATORS_FOLDER}/${file}.ts`;
}

/** The content type that the request is sent with: that of its header parameter, else JSON. */
function contentTypeOf({ parameters }: RequestParts): unknown {
  const [, value] = Object.entries(parameters).find(([name]) => name.toLowerCase() === "content-type") ?? [];
  return value ?? "application/json";
}
