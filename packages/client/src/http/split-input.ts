import type { Operation, OperationParameter } from "@bedrock-contract/wire";

/** The parts of a request that an input is split into. */
export interface SplitInput {
  readonly parameters: Record<OperationParameter["in"], Record<string, unknown>>;
  /** Undefined where nothing is to be sent. */
  readonly body: unknown;
}

/** Splits an input by the operation's table: its parameters go where each belongs, and all the rest is the body. */
export function splitInput(operation: Operation, input: object): SplitInput {
  const parameters: SplitInput["parameters"] = { path: {}, query: {}, header: {} };
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    const parameter = operation.parameters.find((each) => each.name === name);
    (parameter === undefined ? rest : parameters[parameter.in])[name] = value;
  }
  return { parameters, body: bodyOf(operation, rest) };
}

function bodyOf({ name, requestBody }: Operation, rest: Record<string, unknown>): unknown {
  const names = Object.keys(rest).filter((each) => rest[each] !== undefined);
  if (requestBody === "none" && names.length > 0) {
    throw new Error(`${name} has no body and no parameter ${names.join(", ")}`);
  }
  return requestBody === "required" || names.length > 0 ? rest : undefined;
}
