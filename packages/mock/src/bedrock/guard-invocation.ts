import { readAll, type TextFormat } from "@bedrock-contract/validators";
import type { MockExample } from "../example.ts";
import type { FixedReply } from "../generate/fixed-reply.ts";
import { type GenerateRequest, generateAnswer } from "../generate/generate-answer.ts";
import { promptTexts } from "../generate/read-prompts.ts";
import type { AnswerKind } from "../generate/templates.ts";
import { type Evaluation, evaluate } from "../guardrail/evaluate.ts";
import type { Guardrail } from "../guardrail/guardrail.ts";
import { type Guardrails, UNKNOWN_GUARDRAIL } from "../guardrail/guardrails.ts";
import { invalid } from "../http/refusal.ts";
import { Budget } from "../request/budget.ts";
import type { Parameters } from "../request/read-parameters.ts";
import type { ExampleRequest } from "../request/understood-request.ts";

/** A guardrail that an invocation names. */
export interface NamedGuardrail {
  readonly guardrail: Guardrail;
  readonly version: string;
  /** Whether the response tells what was found, and whether also what was not. */
  readonly trace: "none" | "found" | "full";
}

/**
 * The guardrail that the headers of an invocation name; undefined where they name none, or one that lets everything
 * pass. Throws what Bedrock answers to a guardrail that does not exist.
 */
export function namedGuardrail({ parameters }: ExampleRequest, guardrails: Guardrails): NamedGuardrail | undefined {
  const identifier = parameters["X-Amzn-Bedrock-GuardrailIdentifier"];
  if (identifier === undefined || guardrails.letsPass(String(identifier))) {
    return undefined;
  }
  const version = String(parameters["X-Amzn-Bedrock-GuardrailVersion"]);
  const guardrail = guardrails.find(String(identifier), version);
  if (guardrail === undefined) {
    throw invalid(UNKNOWN_GUARDRAIL);
  }
  return { guardrail, version, trace: traceOf(parameters) };
}

/**
 * Throws where the headers of an invocation name the version of a guardrail, and no guardrail: HTTP/2 leaves out the
 * header of an identifier that it does not admit, and the model would answer unguarded.
 */
export function refuseLostGuardrail({ parameters }: ExampleRequest): void {
  const { "X-Amzn-Bedrock-GuardrailIdentifier": identifier, "X-Amzn-Bedrock-GuardrailVersion": version } = parameters;
  if (version !== undefined && identifier === undefined) {
    throw invalid("A guardrailVersion needs a guardrailIdentifier, and the request has none.");
  }
}

function traceOf({ "X-Amzn-Bedrock-Trace": asked }: Parameters): NamedGuardrail["trace"] {
  return asked === "ENABLED" ? "found" : asked === "ENABLED_FULL" ? "full" : "none";
}

/** What a guarded answer is made from. */
export interface GuardedRequest {
  readonly format: TextFormat;
  readonly body: unknown;
  readonly modelId: string;
  /** The example of a whole answer that lends its shape. */
  readonly example: MockExample;
  readonly streams: AnswerKind | undefined;
  readonly useCache: GenerateRequest["useCache"];
  readonly said: GenerateRequest["said"];
}

/**
 * An answer as a guardrail lets it pass: the refusal where prompt or answer are blocked, masked texts, or the answer
 * itself; with what the guardrail did, in the last chunk of a stream.
 */
export async function guardedAnswer(
  { guardrail, version, trace }: NamedGuardrail,
  request: GuardedRequest,
): Promise<unknown> {
  const { format, body } = request;
  const isFull = trace === "full";
  const answerWith = (reply: FixedReply | undefined) => generateAnswer({ ...request, reply, budget: new Budget() });
  const input = evaluate({ guardrail, side: "input", version, texts: promptTexts(format, body), isFull });
  if (input.action === "blocked") {
    const refusal = await answerWith({ texts: input.outputs, isCounted: false });
    return withVerdict(refusal, { guardrail, trace, input, output: undefined });
  }
  const whole = await generateAnswer({ ...request, streams: undefined, budget: new Budget() });
  const texts = readAll(whole, format.response.text).map(({ value }) => (typeof value === "string" ? value : ""));
  const output = evaluate({ guardrail, side: "output", version, texts, isFull });
  const answer = await answerWith(output.action === "none" ? undefined : { texts: output.outputs, isCounted: true });
  return withVerdict(answer, { guardrail, trace, input, output });
}

interface Verdict {
  readonly guardrail: Guardrail;
  readonly trace: NamedGuardrail["trace"];
  readonly input: Evaluation;
  readonly output: Evaluation | undefined;
}

/** A body with what its guardrail did; of a stream, the list of chunks whose last one has it. */
function withVerdict(answer: unknown, { guardrail, trace, input, output }: Verdict): unknown {
  const isNone = input.action === "none" && (output === undefined || output.action === "none");
  const found = {
    input: { [guardrail.id]: input.assessment },
    ...(output !== undefined && { outputs: [{ [guardrail.id]: output.assessment }] }),
  };
  const members = {
    "amazon-bedrock-guardrailAction": isNone ? "NONE" : "INTERVENED",
    ...(trace !== "none" && { "amazon-bedrock-trace": { guardrail: found } }),
  };
  return Array.isArray(answer)
    ? answer.map((chunk, index) => (index === answer.length - 1 ? { ...Object(chunk), ...members } : chunk))
    : { ...Object(answer), ...members };
}
