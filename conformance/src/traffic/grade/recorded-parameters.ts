import type { Validator } from "@bedrock-contract/validators";
import type { OperationMatch } from "@bedrock-contract/wire";
import type { RecordedExchange } from "../read/recorded-exchange.ts";
import type { RequestTarget } from "../read/request-target.ts";

/**
 * The parameters of a recorded request, by the names of the spec. Texts that the spec wants as numbers or booleans
 * become such.
 */
export function recordedParameters(
  { operation, labels }: OperationMatch,
  { target, headers }: { readonly target: RequestTarget; readonly headers: RecordedExchange["request"]["headers"] },
  validator: Validator<unknown> | undefined,
): Readonly<Record<string, unknown>> {
  const query = target.query === "" ? undefined : new URLSearchParams(target.query);
  const parameters: Record<string, unknown> = { ...labels };
  for (const { name, in: place } of operation.parameters) {
    if (place !== "path") {
      const [value, ...more] = place === "query" ? (query?.getAll(name) ?? []) : [headers[name.toLowerCase()]];
      if (value !== undefined) {
        parameters[name] = more.length === 0 ? value : [value, ...more];
      }
    }
  }
  return typed(parameters, validator);
}

/** The compiled validator alone knows the types: a text that it refuses is offered as what it looks like. */
function typed(
  parameters: Readonly<Record<string, unknown>>,
  validator: Validator<unknown> | undefined,
): typeof parameters {
  const refused = validator?.issues(parameters).map(({ pointer }) => pointer.split("/")[1]) ?? [];
  if (refused.length === 0) {
    return parameters;
  }
  const changed = refused.flatMap((name) => {
    const value = name === undefined ? undefined : parameters[name];
    const other = typeof value === "string" ? lookalike(value) : undefined;
    return name === undefined || other === undefined ? [] : [[name, other] as const];
  });
  return { ...parameters, ...Object.fromEntries(changed) };
}

function lookalike(text: string): number | boolean | undefined {
  if (text === "true" || text === "false") {
    return text === "true";
  }
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}
