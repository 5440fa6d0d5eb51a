import { isOperationName, operations, type WireRequest } from "@bedrock-contract/wire";
import type { Case, CaseBefore } from "../case.ts";
import type { CheckContext } from "../checks/check.ts";
import { runChecks } from "../checks/run-checks.ts";
import { defined } from "../defined.ts";
import { type Answer, streamKind } from "../exchange/answer.ts";
import type { ExchangeFailure } from "../exchange/exchange-failure.ts";
import {
  type ExchangeValidators,
  exceptionValidators,
  formatOf,
  loadValidators,
} from "../exchange/exchange-validators.ts";
import type { ExchangeOutcome, HttpSender } from "../exchange/http-sender.ts";
import { clientFrames, isSession, sessionBody, sessionRequest } from "../exchange/stream/client-events.ts";
import { type Meaning, readMeaning } from "../meaning/meaning.ts";
import type { CaseResult } from "../result.ts";
import { CaseRecorder } from "../results/case-recorder.ts";
import type { Target } from "../targets/target.ts";
import { type AuthenticatedHeaders, authenticateWrongly } from "../targets/wrong-authentication.ts";
import { afterResponse, caseBefore } from "./case-before.ts";
import { isModelNamed, isReplaceable, type ModelIds, modelIdsOf } from "./case-models.ts";
import { adaptedCase, caseRequest, modelOf } from "./case-request.ts";
import type { Budget, Reservation } from "./guards/budget.ts";
import { estimateCase, type Usage } from "./guards/estimate.ts";
import { usageOf } from "./guards/usage.ts";
import { type Pace, pause } from "./load/pace.ts";
import type { Patience } from "./load/patience.ts";
import { missingPrerequisite, unknownModel } from "./prerequisite.ts";
import type { Reachability } from "./reachability.ts";
import { requestFault } from "./request-fault.ts";
import type { CaseMarker } from "./resources/case-marker.ts";
import type { ResourceKeeper } from "./resources/resource-keeper.ts";

/** What every case of a run shares. */
export interface Session {
  readonly target: Target;
  readonly sender: HttpSender;
  readonly reachability: Reachability;
  readonly modelIds: ModelIds;
  readonly budget: Budget;
  readonly pace: Pace;
  readonly patience: Patience;
  /** Marks what cases create; absent where none writes. */
  readonly marker?: CaseMarker;
  /** Keeps account of what is created; absent where the run itself has started the target. */
  readonly resources?: ResourceKeeper;
  /** Ends the run. */
  readonly signal?: AbortSignal;
  /** Whether results hold exchanges that conform too. */
  readonly keepsExchanges?: boolean;
}

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
  const { headers, ...request } = caseRequest(operation, given, target.manifest);
  const withHeaders = { ...request, headers: { ...target.headers, ...headers } };
  const isSigned = target.authenticatorOf(given).kind === "sigv4";
  const sent = isSession(operation.name) ? sessionRequest(withHeaders, { isSigned }) : withHeaders;
  return send(sent, { session, recorder, validators, context: { case: given, operation } });
}

/**
 * The case as it is after those that are sent before it; a string says why it cannot be. What they create has the mark
 * of the last case of the flow.
 */
async function afterOther(
  given: Case,
  before: CaseBefore,
  session: Session,
  flow: Case = given,
): Promise<Case | string> {
  const { manifest } = session.target;
  const written = caseBefore(before);
  const marked = session.marker?.mark(written, flow) ?? written;
  const adapted = adaptedCase(marked, { manifest, modelIds: modelIdsOf([written]) });
  const other = adapted.after === undefined ? adapted : await afterOther(adapted, adapted.after, session, flow);
  if (typeof other === "string") {
    return other;
  }
  if (!isOperationName(other.operation)) {
    return `there is no operation ${other.operation}`;
  }
  const reserved = await session.budget.reserve(NO_TOKENS);
  if ("refused" in reserved) {
    return reserved.refused;
  }
  const operation = operations[other.operation];
  const validators = await loadValidators({ operation: other.operation, ...defined({ format: formatOf(other) }) });
  // What comes after is about what this one writes.
  const { headers, ...request } = caseRequest(operation, other, { ...manifest, replay: "none" });
  const recorder = new CaseRecorder(other, { keepsExchange: false });
  const sending = { session, recorder, validators, context: { case: other, operation } };
  const { reservation } = reserved;
  try {
    const sent = { ...request, headers: { ...session.target.headers, ...headers } };
    const outcome = await exchange(sent, { ...sending, reservation });
    return "result" in outcome || outcome.answer.status >= 300 || !outcome.answer.json.isJson
      ? `${before.case}, which is sent before it, is not answered as it should be`
      : afterResponse(given, before, { given: other, response: outcome.answer.json.value });
  } finally {
    reservation.settle(NO_TOKENS);
  }
}

interface Sending {
  readonly session: Session;
  readonly recorder: CaseRecorder;
  readonly validators: ExchangeValidators;
  readonly context: Pick<CheckContext, "case" | "operation">;
}

/** Sends within the budget: what the exchange took is settled however it ends. */
async function send(request: WireRequest, sending: Sending): Promise<CaseResult> {
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
    const outcome = await exchange(request, { ...sending, reservation });
    if ("result" in outcome) {
      usage = NO_TOKENS;
      return outcome.result;
    }
    const { answer } = outcome;
    const { body, parameters } = context.case;
    const meaning = await readMeaning({
      validators: sending.validators,
      request: body,
      modelId: parameters.modelId,
      answer,
    });
    usage = answer.status >= 400 || !budget.countsTokens ? NO_TOKENS : usageOf(answer, meaning);
    return judge(answer, meaning, sending);
  } finally {
    reservation.settle(usage);
  }
}

const NO_TOKENS: Usage = { inputTokens: 0, outputTokens: 0 };

/** The answer that counts, or the result where there is none. */
type Exchanged = { readonly answer: Answer } | { readonly result: CaseResult };

/** Makes the exchange, again where the target says that it is too busy. */
async function exchange(
  request: WireRequest,
  sending: Sending & { readonly reservation: Reservation },
): Promise<Exchanged> {
  const { session, recorder, context, reservation } = sending;
  const { target, reachability, pace, patience, signal } = session;
  const { origin } = target.endpointOf(context.case);
  for (let attempt = 1; ; attempt++) {
    // A target that is down is not waited for.
    if (reachability.reasonAgainst(origin) === undefined) {
      await pace.turn(signal);
    }
    if (signal?.aborted) {
      return { result: recorder.notTestable("the run was interrupted") };
    }
    const outcome = await exchangeOnce(request, sending);
    if ("result" in outcome) {
      return outcome;
    }
    const pauseMs = patience.pauseAfter(outcome.answer, context.case, attempt);
    if (pauseMs === undefined || !reservation.mayRepeat()) {
      return outcome;
    }
    recorder.repeats(outcome.answer, pauseMs);
    await pause(pauseMs, signal);
  }
}

async function exchangeOnce(unauthenticated: WireRequest, { session, recorder, context }: Sending): Promise<Exchanged> {
  const { target, sender, reachability } = session;
  const endpoint = target.endpointOf(context.case);
  const unreachable = reachability.reasonAgainst(endpoint.origin);
  if (unreachable !== undefined) {
    return { result: recorder.notTestable(unreachable) };
  }
  const authenticated = await authenticate(unauthenticated, { given: context.case, endpoint, target });
  if ("missing" in authenticated) {
    return { result: recorder.notTestable(authenticated.missing) };
  }
  const request = { ...unauthenticated, headers: authenticated.headers };
  recorder.sends(request, endpoint, {
    secrets: [...target.authenticatorOf(context.case).secrets, ...target.secrets],
    templates: templatesIn(request, target),
  });
  const isRepeatable = !context.case.requires.includes("writes");
  const framed = await withEvents(request, { session, context });
  const sent = (): Promise<ExchangeOutcome> =>
    sender.send(endpoint, framed, {
      isRepeatable,
      streamKind: (status) => streamKind(context.operation, status, context.case.mediaType),
      isSession: isSession(context.operation.name),
    });
  const outcome = await (session.resources?.around(context.case, endpoint, sent) ?? sent());
  await reachability.observe(endpoint, outcome);
  if ("failure" in outcome) {
    return { result: withoutAnswer(outcome.failure, recorder, reachability.reasonAgainst(endpoint.origin)) };
  }
  recorder.receives(outcome.answer);
  return outcome;
}

/** The request of a session with its events, signed as the request is. */
async function withEvents(
  request: WireRequest,
  { session, context }: Pick<Sending, "session" | "context">,
): Promise<WireRequest> {
  if (!isSession(context.operation.name)) {
    return request;
  }
  const credentials = session.target.authenticatorOf(context.case).signing?.credentials;
  return {
    ...request,
    body: await sessionBody(clientFrames(context.case), { headers: request.headers, credentials }),
  };
}

/** What authenticates may have taken the place of a header of the manifest. */
function templatesIn({ headers }: WireRequest, target: Target): Readonly<Record<string, string>> {
  const sent = Object.entries(target.templates).filter(([name]) => headers[name] === target.headers[name]);
  return Object.fromEntries(sent);
}

function judge(
  answer: Answer,
  meaning: Meaning | undefined,
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
      answer,
      validators,
      exceptions: exceptionValidators,
      isDeterministic: session.target.manifest.replay === "exact",
      ...defined({ meaning }),
    }),
    { isBodyJudged: answer.status >= 300 || context.operation.hasFormat !== true || validators.format !== undefined },
  );
}

/** As the target wants it, or wrongly where the case is about that. */
async function authenticate(
  request: WireRequest,
  { given, endpoint, target }: { readonly given: Case; readonly endpoint: URL; readonly target: Target },
): Promise<AuthenticatedHeaders> {
  const authenticator = target.authenticatorOf(given);
  return given.authentication === undefined
    ? { headers: await authenticator.authenticate(request, endpoint) }
    : authenticateWrongly(request, given.authentication, { endpoint, signing: authenticator.signing });
}

/** What has no answer is a fault, unless the target says nothing to anybody. */
function withoutAnswer(
  { kind, message }: ExchangeFailure,
  recorder: CaseRecorder,
  unreachable: string | undefined,
): CaseResult {
  return kind === "unreachable" || kind === "interrupted"
    ? recorder.notTestable(message)
    : unreachable === undefined
      ? recorder.unanswered(message)
      : recorder.notTestable(unreachable);
}
