import { formats, possibleFormats } from "@bedrock-contract/validators";
import { type KnownOperation, operationNamed, operations } from "@bedrock-contract/wire";
import { speechOf } from "./heard.ts";
import type { MockResponse, RequestMatcher } from "./mock-response.ts";

/** Why no request could match; undefined where one could. */
export function matcherFault({ matcher = {} }: MockResponse): string | undefined {
  return nameFault(matcher) ?? partFault(matcher) ?? speechFault(matcher) ?? patternFault(matcher);
}

/** What is wrong with the names of operation, format and model. */
function nameFault({ operation, format, modelId }: RequestMatcher): string | undefined {
  if (operation !== undefined && operationNamed(operation) === undefined) {
    return `no operation is called ${operation}`;
  }
  if (format !== undefined && formats.every(({ id }) => id !== format)) {
    return `no format is called ${format}; there are ${formats.map(({ id }) => id).join(", ")}`;
  }
  const possible: readonly string[] = modelId === undefined ? [] : possibleFormats(modelId);
  return format !== undefined && possible.length > 0 && !possible.includes(format)
    ? `a body for ${modelId} is never of the format ${format}; it is of ${possible.join(" or ")}`
    : undefined;
}

/** What requests of the operation do not have. */
function partFault(matcher: RequestMatcher): string | undefined {
  const { operation: name = "", format, modelId, body, pointers } = matcher;
  const operation = operationNamed(name);
  if (operation === undefined) {
    return undefined;
  }
  if (format !== undefined && operation.hasFormat !== true) {
    return `the body of ${name} is not of a format`;
  }
  if (modelId !== undefined && operation.parameters.every((parameter) => parameter.name !== "modelId")) {
    return `${name} has no model id in its path`;
  }
  return (body !== undefined || pointers !== undefined) && operation.requestBody === "none"
    ? `${name} has no body`
    : undefined;
}

/** What is said to no model that the matcher admits. */
function speechFault({ operation = "", format, text, turn, hasTool }: RequestMatcher): string | undefined {
  if (text === undefined && turn === undefined && hasTool === undefined) {
    return undefined;
  }
  const named = operationNamed(operation);
  const ids = format === undefined ? [undefined, ...formats.map(({ id }) => id)] : [format];
  const candidates: readonly KnownOperation[] = named === undefined ? Object.values(operations) : [named];
  const speeches = candidates
    .filter((each) => format === undefined || each.hasFormat === true)
    .flatMap((each) => ids.flatMap((id) => speechOf(each, id) ?? []));
  const who = [operation, format && `bodies of the format ${format}`].filter(Boolean).join(" with ");
  if (speeches.length === 0) {
    return `${who} says nothing to a model: text, turn and hasTool match none`;
  }
  if (hasTool !== undefined && !speeches.some(({ hasTools }) => hasTools)) {
    return `${who} offers no tools`;
  }
  return turn !== undefined && turn > 1 && !speeches.some(({ hasTurns }) => hasTurns)
    ? `${who} holds no turns of the model: turn is always 1`
    : undefined;
}

function patternFault({ text }: RequestMatcher): string | undefined {
  if (text?.matches === undefined) {
    return undefined;
  }
  try {
    new RegExp(text.matches, "u");
    return undefined;
  } catch (reason) {
    return `/matcher/text/matches is not a regular expression: ${reason instanceof Error ? reason.message : reason}`;
  }
}
