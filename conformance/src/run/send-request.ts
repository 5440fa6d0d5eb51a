import type { WireRequest } from "@bedrock-contract/wire";
import type { Case } from "../case.ts";
import type { CheckContext } from "../checks/check.ts";
import { defined } from "../defined.ts";
import { type Answer, streamKind } from "../exchange/answer.ts";
import type { ExchangeFailure } from "../exchange/exchange-failure.ts";
import type { ExchangeValidators } from "../exchange/exchange-validators.ts";
import type { ExchangeOutcome, HttpSender } from "../exchange/http-sender.ts";
import { clientFrames, isSession, sessionBody, sessionRequest } from "../exchange/stream/client-events.ts";
import type { CaseResult } from "../result.ts";
import type { CaseRecorder } from "../results/case-recorder.ts";
import type { Target } from "../targets/target.ts";
import { type AuthenticatedHeaders, authenticateWrongly } from "../targets/wrong-authentication.ts";
import { askAgain } from "./ask-again.ts";
import type { ModelIds } from "./case-models.ts";
import { caseRequest } from "./case-request.ts";
import type { Budget, Reservation } from "./guards/budget.ts";
import type { Usage } from "./guards/estimate.ts";
import { type Pace, pause } from "./load/pace.ts";
import type { Patience } from "./load/patience.ts";
import type { Reachability } from "./reachability.ts";
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

/** A case that is being sent, and what it is sent with. */
export interface Sending {
  readonly session: Session;
  readonly recorder: CaseRecorder;
  readonly validators: ExchangeValidators;
  readonly context: Pick<CheckContext, "case" | "operation">;
}

/** The answer that counts, or the result where there is none. */
export type Exchanged = { readonly answer: Answer } | { readonly result: CaseResult };

/** What a request takes that invokes no model. */
export const NO_TOKENS: Usage = { inputTokens: 0, outputTokens: 0 };

/** The request of a case with these parameters over its own. */
export function requestOf(
  { session: { target }, context: { case: given, operation } }: Sending,
  parameters: Case["parameters"] = {},
): WireRequest {
  const asked = { ...given, parameters: { ...given.parameters, ...parameters } };
  const { headers, ...request } = caseRequest(operation, asked, target.manifest);
  const withHeaders = { ...request, headers: { ...target.headers, ...headers } };
  const isSigned = target.authenticatorOf(given).kind === "sigv4";
  return isSession(operation.name) ? sessionRequest(withHeaders, { isSigned }) : withHeaders;
}

/** Makes the exchange, again where the target says that it is too busy. */
export async function exchange(
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

/** The answer to the request once it was sent as often as the case says. */
export async function lastAnswer(
  first: Answer,
  sending: Sending & { readonly reservation: Reservation },
): Promise<{ readonly answer: Answer; readonly pages: readonly unknown[] } | { readonly result: CaseResult }> {
  const { session, recorder, context, reservation } = sending;
  let failed: CaseResult | undefined;
  const last = await askAgain(
    {
      given: context.case,
      operation: context.operation,
      target: session.target,
      ...defined({ signal: session.signal }),
      ask: async (parameters) => {
        const outcome = reservation.mayRepeat()
          ? await exchange(requestOf(sending, parameters), sending)
          : { result: recorder.notTestable("the budget is used up") };
        failed = "result" in outcome ? outcome.result : undefined;
        return "result" in outcome ? undefined : outcome.answer;
      },
    },
    first,
  );
  return typeof last === "object" ? last : { result: failed ?? recorder.notTestable(last ?? "there is no response") };
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
