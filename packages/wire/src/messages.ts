import { errorMessages, faultMessages, modelFaultMessages } from "./gen/messages.ts";

/** Name of a refusal whose words the specs hold, for example `unknown-model`. */
export type ErrorMessageName = keyof typeof errorMessages;

/** What the service answers to a refused request. */
export interface ErrorMessage {
  /** The exception, for example `ValidationException`. */
  readonly error: string;
  readonly status: number;
  /** The member of the body that holds the text. */
  readonly member: "message" | "Message";
  readonly text: string;
}

/** What stands in the places of a text, by their names. */
export type MessageValues = Readonly<Record<string, string | number>>;

/**
 * The words of real Bedrock for a refusal, with `values` in their places: tools match on them. They stand with their
 * sources in `specs/shared/messages.yaml`.
 */
export function errorMessage(name: ErrorMessageName, values: MessageValues = {}): ErrorMessage {
  const { error, status, text, ...own } = errorMessages[name];
  return { error, status, member: "member" in own ? own.member : "message", text: filled(text, values) };
}

/**
 * Whether real Bedrock refuses a model with these words, by the bare id of the model: without a geography, and not an
 * ARN.
 */
export function isRefusedModel(name: ErrorMessageName, bareId: string): boolean {
  const message = errorMessages[name];
  return "models" in message && message.models.some((pattern) => patternOf(pattern).test(bareId));
}

function patternOf(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(`^(?:${pattern})$`);
  patterns.set(pattern, known);
  return known;
}

const patterns = new Map<string, RegExp>();

/** Who looks at the body of a request: the schema that the service has of it, or the model's own server. */
export type BodyReader = "schema" | "model";

const faults: Readonly<Record<BodyReader, Readonly<Record<string, string>>>> = {
  schema: faultMessages,
  model: modelFaultMessages,
};

/**
 * The words of real Bedrock for one fault of a body, by the keyword of JSON Schema that it breaks; undefined for a
 * keyword whose words nobody has seen.
 */
export function faultMessage(reader: BodyReader, keyword: string, values: MessageValues): string | undefined {
  const texts = faults[reader];
  const text = Object.hasOwn(texts, keyword) ? texts[keyword] : undefined;
  return text === undefined ? undefined : filled(text, values);
}

function filled(text: string, values: MessageValues): string {
  return text.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
