import type { ExceptionName } from "@bedrock-contract/types";
import { pointerKeys, readPointer } from "./pointer.ts";
import type { Issue, Validator } from "./validator.ts";

/** The parts of a request as rules look at them. */
export interface RequestEnvelope {
  /** The name of the operation, where the same body can be sent to several. */
  readonly operation?: string;
  /** Path, query and header parameters, by the names that the spec gives them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The `Content-Type` that the request is sent with. */
  readonly contentType: string;
  /** The body, parsed; undefined where there is none. */
  readonly body?: unknown;
}

/** A rule that binds several parts of a request together, such as a header and the body. */
export interface RequestRule {
  /** Name of the rule, the same for every operation that keeps it. */
  readonly id: string;
  /** The exception that the service answers a request with which breaks the rule; absent in APIs that name none. */
  readonly error?: ExceptionName;
  /** Instead of an exception, the status of the response. */
  readonly status?: number;
  /** The parameter or member that the exception's message should mention. */
  readonly names: string;
  /** What the exception may say; `describeBrokenRule` fills in what stands in braces. */
  readonly message?: string;
  readonly description: string;
  readonly validator: Validator<RequestEnvelope>;
}

/**
 * Where in the body a rule is broken, by the issues of its validator: the place that says most, such as an element of a
 * list. Undefined where it speaks of other parts.
 */
export function placeInBody(issues: readonly Issue[]): string | undefined {
  const places = issues.filter(({ pointer }) => pointer.startsWith("/body/")).map(({ pointer }) => pointer.slice(5));
  return places.toSorted((one, other) => other.length - one.length)[0];
}

/** What of a rule says how it is broken. */
export interface WordedRule extends Pick<RequestRule, "description" | "message"> {
  readonly validator: Pick<Validator<RequestEnvelope>, "issues">;
}

/** The errors that a request that breaks a rule may get. */
export interface BrokenRule {
  /** What the exception may say. */
  readonly message: string;
  /** The JSON pointer to the place in the body; empty where the rule speaks of other parts, too. */
  readonly pointer: string;
  /** Whether the message itself names the place. */
  readonly isPlaced: boolean;
}

/**
 * What is wrong with a request that breaks a rule, and where. In the message of the rule, `{messages.*.content}` stands
 * for the beginning of the place that is wrong, `{value}` for the value there.
 */
export function describeBrokenRule(
  { description, message = description, validator }: WordedRule,
  envelope: RequestEnvelope,
): BrokenRule {
  const pointer = placeInBody(validator.issues(envelope)) ?? "";
  const filled = message.replace(/\{([^{}]+)\}/g, (_, name: string) =>
    name === "value" ? excerptOf(readPointer(envelope.body, pointer)) : placeAs(name, pointer),
  );
  return { message: filled, pointer, isPlaced: filled !== message };
}

function placeAs(pattern: string, pointer: string): string {
  const steps = pattern.split(".");
  const place = pointerKeys(pointer);
  const isLike = steps.every((step, index) => step === place[index] || (step === "*" && place[index] !== undefined));
  return isLike ? place.slice(0, steps.length).join(".") : pattern;
}

const LONGEST_EXCERPT = 64;

function excerptOf(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}…` : text;
}
