import type { TextBodies } from "./format-description.ts";
import { readAll, readPointer } from "./pointer.ts";

/** Which tools a request wants the model to call. */
export interface ToolDemand {
  /** The model decides, calls no tool, or calls at least one. */
  readonly kind: "auto" | "none" | "some";
  /** The name of the one tool that it must call. */
  readonly name?: string;
  /** The names of those that it may call; undefined where it may call each. */
  readonly allowed?: readonly unknown[];
}

/**
 * Which tools a request wants the model to call, by the words of its format. Where it says nothing, the model decides.
 */
export function toolDemandOf(
  { request: places, toolChoices = {}, allowedTools, freeCalls }: TextBodies,
  request: unknown,
): ToolDemand {
  const name = readPointer(request, places.toolChoiceName) ?? readPointer(request, freeCalls?.toolChoiceName);
  if (typeof name === "string") return { kind: "some", name };
  const mode = readPointer(request, allowedTools?.mode);
  if (typeof mode === "string") {
    const allowed = readAll(request, allowedTools?.names ?? []).map(({ value }) => value);
    return { kind: toolChoices[mode] ?? "auto", allowed };
  }
  const word = wordOf(readPointer(request, places.toolChoice));
  return { kind: toolChoices[word] ?? "auto" };
}

/** The name of a tool, whether its input has a schema or is any text; undefined where it has none. */
export function toolNameOf({ request: places, freeCalls }: TextBodies, tool: unknown): unknown {
  return readPointer(tool, places.toolName) ?? readPointer(tool, freeCalls?.toolName);
}

/** The JSON Schema of the arguments of a tool; undefined where it has none, and does not list them either. */
export function toolSchemaOf(
  { request: { tools = [], toolSchema, toolParameters } }: TextBodies,
  tool: unknown,
): unknown {
  if (toolParameters === undefined) return readPointer(tool, toolSchema);
  const { at, type, required, types } = toolParameters;
  const owner = [tools].flat().find((place) => at.startsWith(`${place}/`)) ?? "";
  const parameters = readAll(tool, at.slice(owner.length)).map(({ keys, value }) => {
    const known = types[String(readPointer(value, type))];
    const isRequired = readPointer(value, required) === true;
    return { name: keys.at(-1) ?? "", schema: known === undefined ? {} : { type: known }, isRequired };
  });
  return {
    type: "object",
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required: parameters.flatMap(({ name, isRequired }) => (isRequired ? [name] : [])),
    additionalProperties: false,
  };
}

/** Whether a tool, or a call of one, is of those whose input is any text. */
export function isFree({ freeCalls }: TextBodies, tool: unknown): boolean {
  return freeCalls !== undefined && Object.entries(freeCalls.is).every(([at, is]) => readPointer(tool, at) === is);
}

/** Where a call has what it is about. */
export interface CallPlaces {
  /** The name of the tool. */
  readonly name: string | undefined;
  /** The arguments, or the text. */
  readonly input: string | undefined;
}

/** Where calls have their name and input: those of tools that take any text, and all others. */
export function callPlacesOf({ response, freeCalls }: TextBodies, isFreeCall: boolean): CallPlaces {
  return isFreeCall
    ? { name: freeCalls?.toolCallName, input: freeCalls?.toolCallText }
    : { name: response.toolCallName, input: response.toolCallArguments };
}

function wordOf(choice: unknown): string {
  if (typeof choice === "string") return choice;
  const type = readPointer(choice, "/type");
  return typeof type === "string" ? type : (Object.keys(Object(choice))[0] ?? "");
}
