import { isOperationName, operations } from "@bedrock-contract/wire";
import type { Case, CaseBefore } from "../case.ts";
import type { CheckContext } from "../checks/check.ts";
import { runChecks } from "../checks/run-checks.ts";
import { defined } from "../defined.ts";
import { exceptionValidators, formatOf, loadValidators } from "../exchange/exchange-validators.ts";
import { readMeaning } from "../meaning/meaning.ts";
import type { CaseResult } from "../result.ts";
import { CaseRecorder } from "../results/case-recorder.ts";
import { type AnsweredCase, type AnsweredCases, afterResponse, caseBefore } from "./case-before.ts";
import { isModelNamed, isReplaceable, modelIdsOf } from "./case-models.ts";
import { adaptedCase, modelOf } from "./case-request.ts";
import { estimateCase, type Usage } from "./guards/estimate.ts";
import { usageOf } from "./guards/usage.ts";
import { missingPrerequisite, unknownModel } from "./prerequisite.ts";
import { requestFault } from "./request-fault.ts";
import { exchange, lastAnswer, NO_TOKENS, requestOf, type Sending, type Session } from "./send-request.ts";

/** How a case was run. */
export interface CaseRun {
  readonly result: CaseResult;
  /** The status and what tells the bytes apart; absent where there was no response. */
  readonly responseKey?: string;
  /** The JSON value of the response, where it is one. */
  readonly body?: unknown;
}

/** Makes one exchange and every check of it. Never rejects: what goes wrong on this side is the outcome `error`. */
export async function runCase(given: Case, session: Session): Promise<CaseRun> {
  const recorder = new CaseRecorder(given, { keepsExchange: session.keepsExchanges === true });
  const result = await resultOf(given, session, recorder);
  return { result, ...defined({ responseKey: recorder.responseKey, body: recorder.body }) };
}

async function resultOf(given: Case, session: Session, recorder: CaseRecorder): Promise<CaseResult> {
  try {
    return await exchangeAndCheck(session.marker?.mark(given) ?? given, session, recorder);
  } catch (error) {
    return recorder.error(error instanceof Error ? error.message : String(error));
  }
}

async function exchangeAndCheck(written: Case, session: Session, recorder: CaseRecorder): Promise<CaseResult> {
  const { target, modelIds } = session;
  const adapted = adaptedCase(written, { manifest: target.manifest, modelIds });
  const given = adapted.after === undefined ? adapted : await afterOther(adapted, adapted.after, session);
  if (typeof given === "string") {
    return recorder.notTestable(given);
  }
  if (!isOperationName(given.operation)) {
    return recorder.error(`there is no operation ${given.operation}`);
  }
  const operation = operations[given.operation];
  const validators = await loadValidators({ operation: given.operation, ...defined({ format: formatOf(given) }) });
  const fault = requestFault(given, validators);
  if (fault !== undefined) {
    return recorder.error(fault);
  }
  return send({ session, recorder, validators, context: { case: given, operation } });
}

/**
 * The case as it is after those that are sent before it; a string says why it cannot be. What they create has the mark
 * of the last case of the flow.
 */
async function afterOther(given: Case, before: CaseBefore, session: Session): Promise<Case | string> {
  const others = await answeredBefore(before, session, given);
  return typeof others === "string" ? others : afterResponse(given, before, others);
}

/** The case that is sent before another, as often as that says, as it was answered; a string says why it was not. */
async function answeredBefore(before: CaseBefore, session: Session, flow: Case): Promise<AnsweredCases | string> {
  const written = caseBefore(before);
  const above = written.after && (await answeredBefore(written.after, session, flow));
  if (typeof above === "string") {
    return above;
  }
  const { manifest } = session.target;
  const others: AnsweredCase[] = [];
  for (let time = 1; time <= (before.times ?? 1); time++) {
    const marked = session.marker?.mark(written, flow, time) ?? written;
    const adapted = adaptedCase(marked, { manifest, modelIds: modelIdsOf([written]) });
    const isFirst = above === undefined || adapted.after === undefined;
    const other = await answeredCase(isFirst ? adapted : afterResponse(adapted, adapted.after, above), session);
    if (typeof other === "string") {
      return other;
    }
    others.push(other);
  }
  const [first, ...rest] = others;
  return first === undefined ? `${before.case} is not sent` : [first, ...rest];
}

/** A case that another one comes after, as it was answered; a string says why it was not. */
async function answeredCase(given: Case, session: Session): Promise<AnsweredCase | string> {
  if (!isOperationName(given.operation)) {
    return `there is no operation ${given.operation}`;
  }
  const reserved = await session.budget.reserve(NO_TOKENS);
  if ("refused" in reserved) {
    return reserved.refused;
  }
  const operation = operations[given.operation];
  const validators = await loadValidators({ operation: given.operation, ...defined({ format: formatOf(given) }) });
  const recorder = new CaseRecorder(given, { keepsExchange: false });
  // What comes after is about what this one writes.
  const { manifest } = session.target;
  const target = { ...session.target, manifest: { ...manifest, replay: "none" as const } };
  const { reservation } = reserved;
  const context = { case: given, operation };
  const sending = { session: { ...session, target }, recorder, validators, context, reservation };
  try {
    const outcome = await exchange(requestOf(sending), sending);
    const last = "result" in outcome ? outcome : await lastAnswer(outcome.answer, sending);
    return "result" in last || last.answer.status >= 300 || !last.answer.json.isJson
      ? `${given.id}, which is sent before it, did not get the right response`
      : { given, response: last.answer.json.value };
  } finally {
    reservation.settle(NO_TOKENS);
  }
}

/** Sends within the budget: what the exchange took is settled however it ends. */
async function send(sending: Sending): Promise<CaseResult> {
  const { session, recorder, context } = sending;
  const { target, budget, modelIds } = session;
  const estimate = budget.countsTokens
    ? await estimateCase(context.case, { manifest: target.manifest, modelIds })
    : NO_TOKENS;
  const reserved = await budget.reserve(estimate);
  if ("refused" in reserved) {
    return recorder.notTestable(reserved.refused);
  }
  const { reservation } = reserved;
  let usage: Usage | undefined;
  try {
    const outcome = await exchange(requestOf(sending), { ...sending, reservation });
    if ("result" in outcome) {
      usage = NO_TOKENS;
      return outcome.result;
    }
    const last = await lastAnswer(outcome.answer, { ...sending, reservation });
    if ("result" in last) {
      return last.result;
    }
    const { answer, pages } = last;
    const { body, parameters } = context.case;
    const meaning = await readMeaning({
      validators: sending.validators,
      request: body,
      modelId: parameters.modelId,
      answer,
    });
    usage = answer.status >= 400 || !budget.countsTokens ? NO_TOKENS : usageOf(answer, meaning);
    return judge({ answer, pages, ...defined({ meaning }) }, sending);
  } finally {
    reservation.settle(usage);
  }
}

function judge(
  { answer, ...asked }: Pick<CheckContext, "answer" | "pages" | "meaning">,
  { session, recorder, validators, context }: Sending,
): CaseResult {
  const { manifest } = session.target;
  const isOfExample = isReplaceable(context.case, session) && !isModelNamed(context.case, manifest);
  const model = isOfExample ? modelOf(context.case, { manifest, modelIds: session.modelIds }) : undefined;
  const missing = missingPrerequisite(context, answer) ?? unknownModel(context.case, { model, answer });
  if (missing !== undefined) {
    return recorder.notTestable(missing);
  }
  return recorder.checked(
    runChecks({
      ...context,
      ...asked,
      answer,
      validators,
      exceptions: exceptionValidators,
      isDeterministic: session.target.manifest.replay === "exact",
    }),
    { isBodyJudged: answer.status >= 300 || context.operation.hasFormat !== true || validators.format !== undefined },
  );
}
