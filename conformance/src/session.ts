import { isOperationName, operations, type WireRequest } from "@bedrock-contract/wire";
import type { Case } from "./case.ts";
import { CaseRecorder } from "./case-recorder.ts";
import type { CheckContext } from "./checks/check.ts";
import { runChecks } from "./checks/run-checks.ts";
import { streamKind } from "./exchange/answer.ts";
import { caseRequest, type ModelIds, parametersOf } from "./exchange/case-request.ts";
import type { ExchangeFailure } from "./exchange/exchange-failure.ts";
import type { HttpSender } from "./exchange/http-sender.ts";
import { type ExchangeValidators, exceptionValidators, loadValidators } from "./exchange-validators.ts";
import { readMeaning } from "./meaning/meaning.ts";
import { ownFault } from "./own-fault.ts";
import { missingPrerequisite } from "./prerequisite.ts";
import type { Reachability } from "./reachability.ts";
import type { CaseResult } from "./result.ts";
import type { Target } from "./targets/target.ts";
import { type AuthenticatedHeaders, authenticateWrongly } from "./targets/wrong-authentication.ts";

/** What every case of a run shares. */
export interface Session {
  readonly target: Target;
  readonly sender: HttpSender;
  readonly reachability: Reachability;
  readonly modelIds: ModelIds;
}

/** Makes one exchange and every check of it. Never rejects: what goes wrong on this side is the outcome `error`. */
export async function runCase(given: Case, session: Session): Promise<CaseResult> {
  const recorder = new CaseRecorder(given);
  try {
    return await exchangeAndCheck(given, session, recorder);
  } catch (error) {
    return recorder.error(error instanceof Error ? error.message : String(error));
  }
}

async function exchangeAndCheck(given: Case, session: Session, recorder: CaseRecorder): Promise<CaseResult> {
  const { target, modelIds } = session;
  if (!isOperationName(given.operation)) {
    return recorder.error(`there is no operation ${given.operation}`);
  }
  const operation = operations[given.operation];
  const validators = await loadValidators(given);
  const fault = ownFault(given, validators);
  if (fault !== undefined) {
    return recorder.error(fault);
  }
  const parameters = parametersOf(given, { manifest: target.manifest, modelIds });
  const { headers, ...request } = caseRequest(operation, given, { manifest: target.manifest, parameters });
  const withHeaders = { ...request, headers: { ...target.headers, ...headers } };
  return send(withHeaders, { session, recorder, validators, context: { case: given, operation } });
}

interface Sending {
  readonly session: Session;
  readonly recorder: CaseRecorder;
  readonly validators: ExchangeValidators;
  readonly context: Pick<CheckContext, "case" | "operation">;
}

async function send(
  unauthenticated: WireRequest,
  { session, recorder, validators, context }: Sending,
): Promise<CaseResult> {
  const { target, sender, reachability } = session;
  const endpoint = target.endpointOf(context.case);
  const unreachable = reachability.reasonAgainst(endpoint.origin);
  if (unreachable !== undefined) {
    return recorder.notTestable(unreachable);
  }
  const authenticated = await authenticate(unauthenticated, { given: context.case, endpoint, target });
  if ("missing" in authenticated) {
    return recorder.notTestable(authenticated.missing);
  }
  const request = { ...unauthenticated, headers: authenticated.headers };
  recorder.sends(request, endpoint, [...target.authenticatorOf(context.case).secrets, ...target.secrets]);
  const isRepeatable = !context.case.requires.includes("writes");
  const outcome = await sender.send(endpoint, request, {
    isRepeatable,
    streamKind: (status) => streamKind(context.case.mediaType ?? context.operation.responseMediaType, status),
  });
  reachability.observe(endpoint.origin, outcome);
  if ("failure" in outcome) {
    return withoutAnswer(outcome.failure, recorder);
  }
  recorder.receives(outcome.answer);
  const missing = missingPrerequisite(context, outcome.answer);
  if (missing !== undefined) {
    return recorder.notTestable(missing);
  }
  const isDeterministic = target.manifest.replay === "exact";
  const { answer } = outcome;
  const meaning = await readMeaning({ format: validators.format, request: context.case.body, answer });
  return recorder.checked(
    runChecks({
      ...context,
      answer,
      validators,
      exceptions: exceptionValidators,
      isDeterministic,
      ...(meaning === undefined ? {} : { meaning }),
    }),
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

function withoutAnswer(failure: ExchangeFailure, recorder: CaseRecorder): CaseResult {
  return failure.kind === "unreachable" || failure.kind === "interrupted"
    ? recorder.notTestable(failure.message)
    : recorder.unanswered(failure.message);
}
