import { VALIDATORS_FOLDER } from "../emit/code-imports.ts";
import { ruleExport } from "../emit/request-rules.ts";
import type { CaseOwner } from "../model/case-owner.ts";
import type { Example } from "../model/example.ts";
import { isStreamed, type Operation } from "../model/operation.ts";
import type { RequestRule } from "../model/request-rule.ts";
import type { FormatModel } from "../model/spec-model.ts";
import type { Engine, RawError } from "../validators/engine.ts";

/** What rules look at: the parts of a request. */
export interface RequestParts {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** Checks values with the schemas of the validators. */
export class Checks {
  readonly #engine: Engine;
  readonly #formats: readonly FormatModel[];

  constructor(engine: Engine, formats: readonly FormatModel[]) {
    this.#engine = engine;
    this.#formats = formats;
  }

  /** The faults of a request's parameters. */
  parameters({ api, operation }: CaseOwner, value: unknown): readonly RawError[] {
    return this.#check(`${api}/${operation.id}`, "parameters", value);
  }

  /** The faults of a request body. */
  request({ api, operation, format }: CaseOwner, value: unknown): readonly RawError[] {
    const { modelInput } = operation;
    const ofFormat = (body: unknown) => this.#check(`formats/${format}`, "invokeRequest", body);
    if (format !== undefined && modelInput === undefined) return ofFormat(value);
    const ofOperation = this.#check(`${api}/${operation.id}`, "request", value);
    if (format === undefined || modelInput === undefined || ofOperation.length > 0) return ofOperation;
    return ofFormat(memberAt(value, modelInput.input)).map((error) => ({
      ...error,
      instancePath: modelInput.input + error.instancePath,
    }));
  }

  /** The rules of the operation, and of the format of the body, that a request breaks. */
  brokenRules({ api, operation, format }: CaseOwner, parts: RequestParts): readonly RequestRule[] {
    const contentType = contentTypeOf(parts);
    const broken = (file: string, rules: readonly RequestRule[], seen: RequestParts): readonly RequestRule[] => {
      const failing = this.#engine.failing([pathOf(file)], rules.map(ruleExport), {
        operation: operation.id,
        ...seen,
        contentType,
      });
      return rules.filter((rule) => failing.includes(ruleExport(rule)));
    };
    const { format: other, asFormat } = sseStreamOf(operation);
    const ofOther = this.#formats.find(({ id }) => id === other);
    return [
      ...broken(`${api}/${operation.id}`, operation.rules, parts),
      ...broken(`formats/${format}`, operation.rules, partsOfModel(operation, parts)),
      ...(asFormat && ofOther ? broken(`formats/${other}`, ofOther.rules, partsAs(asFormat, parts)) : []),
    ];
  }

  /**
   * The faults of the body of a successful answer; of a streamed answer whose chunks are described, those of the list
   * of them.
   */
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

/** The parts of a request as the rules of a format see them: the input of the model, and the model as a parameter. */
function partsOfModel({ modelInput }: Operation, { parameters, body }: RequestParts): RequestParts {
  return modelInput === undefined
    ? { parameters, body }
    : { parameters: { modelId: memberAt(body, modelInput.modelId) }, body: memberAt(body, modelInput.input) };
}

/** How the server-sent events of an operation say that its requests keep the rules of a format. */
interface SseStream {
  readonly format?: string;
  readonly asFormat?: { readonly model: string; readonly header: string; readonly list: string };
}

function sseStreamOf({ success }: Operation): SseStream {
  return (success.sse?.stream.value ?? {}) as SseStream; // Its schema says so.
}

/**
 * The parts of a request as the rules of a format see them whose body it has in another envelope: what `loadRules` of
 * the validators does, which are not made yet.
 */
function partsAs(
  { model, header, list }: NonNullable<SseStream["asFormat"]>,
  { parameters, body }: RequestParts,
): RequestParts {
  const { [model.slice(1)]: modelId, ...rest } = Object(body);
  const given = String(parameters[header] ?? "").split(",");
  const values = given.map((value) => value.trim()).filter((value) => value !== "");
  return {
    parameters: { modelId },
    body: values.length === 0 ? rest : { ...rest, [list]: values },
  };
}

/** The value at a pointer to a member. */
function memberAt(body: unknown, pointer: string): unknown {
  return Object(body)[pointer.slice(1)];
}

function pathOf(file: string): string {
  return `${VALIDATORS_FOLDER}/${file}.ts`;
}

/** The content type that the request is sent with: that of its header parameter, else JSON. */
function contentTypeOf({ parameters }: RequestParts): unknown {
  const [, value] = Object.entries(parameters).find(([name]) => name.toLowerCase() === "content-type") ?? [];
  return value ?? "application/json";
}
