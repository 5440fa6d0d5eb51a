import { isOperationName, type Operation, operations, requestTarget, type WireRequest } from "@bedrock-contract/wire";
import type { Case } from "../case.ts";
import { loadCases } from "../cases/load-cases.ts";
import { defined } from "../defined.ts";
import { createAnswer } from "../exchange/answer.ts";
import { type ExchangeValidators, formatOf, loadValidators } from "../exchange/exchange-validators.ts";
import { createHttpSender, type HttpSender } from "../exchange/http-sender.ts";
import { type Demands, readDemands } from "../meaning/meaning.ts";
import { afterResponse, caseBefore } from "../run/case-before.ts";
import { isReplaceable, type ModelIds, modelIdsOf } from "../run/case-models.ts";
import { isShared, modelOf } from "../run/case-request.ts";
import { Budget } from "../run/guards/budget.ts";
import { Pace } from "../run/load/pace.ts";
import { Patience } from "../run/load/patience.ts";
import { planRun } from "../run/plan-run.ts";
import { Reachability } from "../run/reachability.ts";
import { runCase } from "../run/run-case.ts";
import { limitsOf } from "../targets/limits.ts";
import { openTarget } from "../targets/open-target.ts";
import type { RawAnswer } from "./mutants/mutant.ts";

/** One right exchange, and all that judges its answer. */
export interface Recording {
  readonly case: Case;
  readonly operation: Operation;
  readonly validators: ExchangeValidators;
  /** What the request demands of the answer; absent where no format describes it. */
  readonly demands?: Demands;
  readonly answer: RawAnswer;
  /** The request line, and the body where there is one. */
  readonly request: string;
  readonly sent: RequestFacts;
  /** The model of the example, which a target need not offer; absent where the case is about no model. */
  readonly model?: string;
}

/** The request as it was sent. */
export interface RequestFacts {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Sends cases to the embedded mock, as a run does, and keeps the bytes of each answer. */
export async function recordMock(cases?: readonly Case[]): Promise<readonly Recording[]> {
  const { manifest, applicable, modelIds } = await planRun({ environment: {}, ...defined({ cases }) });
  const target = await openTarget(manifest, { cases: applicable, environment: {} });
  // What is judged are the examples, also those of a flow.
  const asking = { ...target, manifest: { ...manifest, asksForExamples: true } };
  const limits = limitsOf(manifest);
  const sender = createHttpSender({ connections: 1, timeoutMs: limits.timeoutMs });
  const kept: Kept = {};
  const session = {
    target,
    sender: keepingBytes(sender, kept),
    reachability: new Reachability(sender),
    modelIds,
    budget: new Budget(limits, { priceOf: () => undefined }),
    pace: new Pace(undefined),
    patience: new Patience(1),
  };
  const recordings: Recording[] = [];
  try {
    const known = await suiteModelIds();
    for (const given of applicable) {
      delete kept.exchange;
      await runCase(given, isShared(given) ? { ...session, target: asking } : session);
      const model = isReplaceable(given, { modelIds: known })
        ? modelOf(given, { manifest, modelIds: known })
        : undefined;
      recordings.push({ ...(await recordingOf(given, kept.exchange)), ...defined({ model }) });
    }
  } finally {
    await sender.close();
    await target.close();
  }
  return recordings;
}

let modelIds: Promise<ModelIds> | undefined;

/** The model ids of the whole suite: a run looks for them in all of its cases. */
export function suiteModelIds(): Promise<ModelIds> {
  modelIds ??= loadCases().then(modelIdsOf);
  return modelIds;
}

/** The exchange that was made last. */
interface Kept {
  exchange?: Pick<Recording, "answer" | "request" | "sent">;
}

/** A sender that takes each body whole, so that none of its bytes is lost, streams too. */
function keepingBytes(sender: HttpSender, kept: Kept): HttpSender {
  return {
    send: async (endpoint, request, options) => {
      const outcome = await sender.send(endpoint, request, { ...options, streamKind: () => undefined });
      if ("answer" in outcome) {
        const { status, headers, body } = outcome.answer;
        kept.exchange = { answer: { status, headers, body }, request: requestLines(request), sent: factsOf(request) };
        return { answer: createAnswer(status, headers, body) };
      }
      return outcome;
    },
    close: () => sender.close(),
  };
}

function factsOf(request: WireRequest): RequestFacts {
  const { method, headers, body = "" } = request;
  return { method, url: requestTarget(request), headers, body: Buffer.from(body) };
}

function requestLines(request: WireRequest): string {
  const { method, body } = request;
  const line = `${method} ${requestTarget(request)}`;
  return body === undefined ? line : `${line}\n${Buffer.from(body).toString("utf8")}`;
}

async function recordingOf(given: Case, exchange: Kept["exchange"]): Promise<Recording> {
  if (exchange === undefined || !isOperationName(given.operation)) {
    throw new Error(`${given.id}: the mock gave no answer`);
  }
  const validators = await loadValidators({ operation: given.operation, ...defined({ format: formatOf(given) }) });
  const demands = await readDemands(validators, { request: given.body, modelId: given.parameters.modelId });
  return {
    case: afterExamples(given),
    operation: operations[given.operation],
    validators,
    ...defined({ demands }),
    ...exchange,
  };
}

/** The case as it is after those before it, which the mock answers as their examples say. */
function afterExamples(given: Case): Case {
  if (given.after === undefined) {
    return given;
  }
  const other = afterExamples(caseBefore(given.after));
  return afterResponse(given, given.after, [{ given: other, response: other.expect.body }]);
}
