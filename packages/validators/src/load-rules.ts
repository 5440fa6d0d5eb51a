import type { SseStreamDescription } from "./format-description.ts";
import { sseStreams } from "./gen/sse-streams.ts";
import { loadFormat } from "./load-format.ts";
import { loadOperation } from "./load-operation.ts";
import { pointerKeys, readPointer } from "./pointer.ts";
import type { RequestEnvelope, RequestRule } from "./request-rule.ts";
import type { FormatId, OperationName } from "./types.ts";
import type { Validator } from "./validator.ts";

const SSE_STREAMS: Readonly<Partial<Record<OperationName, SseStreamDescription>>> = sseStreams;

/**
 * Loads the rules that requests of an operation keep: its own and, where its body is one of a format in another
 * envelope, as in the Messages API of Anthropic, those of the format. Of `InvokeModel` and the like, whose formats are
 * known only by the request, `loadFormat` gives the latter.
 */
export async function loadRules(operation: OperationName): Promise<readonly RequestRule[]> {
  const { rules } = await loadOperation(operation);
  const { format, asFormat } = SSE_STREAMS[operation] ?? {};
  if (format === undefined || asFormat === undefined) {
    return rules;
  }
  const { rules: ofFormat } = await loadFormat(format as FormatId); // Codegen refuses another name.
  return [
    ...rules,
    ...ofFormat.map(({ error: _, validator, ...rule }) => ({
      ...rule,
      status: 400,
      validator: through((envelope) => enveloped(envelope, asFormat), validator),
    })),
  ];
}

/** Codegen, which checks the examples before there are validators, reads requests alike: `partsAs`. */
function enveloped(
  { parameters, contentType, body }: RequestEnvelope,
  { model, header, list }: NonNullable<SseStreamDescription["asFormat"]>,
): RequestEnvelope {
  const named = parameters[header];
  const given = typeof named === "string" ? named.split(",").map((value) => value.trim()) : [];
  const values = given.filter((value) => value !== "");
  const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
  const { [pointerKeys(model)[0] ?? ""]: _, ...rest } = isObject ? (body as Record<string, unknown>) : {};
  return {
    parameters: { modelId: readPointer(body, model) },
    contentType,
    body: isObject ? { ...rest, ...(values.length > 0 && { [list]: values }) } : body,
  };
}

/** A validator of what becomes of a value. */
function through<Value>(become: (value: Value) => Value, validator: Validator<Value>): Validator<Value> {
  const into = (value: unknown): Value => become(value as Value); // What rules are asked about.
  return {
    ...validator,
    is: (value): value is Value => validator.is(into(value)),
    parse: (value) => validator.parse(into(value)),
    issues: (value, options) => validator.issues(into(value), options),
  };
}
