import { type FormatId, readPointer } from "@bedrock-contract/validators";
import { type Operation, type OperationMatch, operations } from "@bedrock-contract/wire";
import type { Case } from "../../case.ts";
import { checks } from "../../checks/checks.ts";
import { runChecks } from "../../checks/run-checks.ts";
import { defined } from "../../defined.ts";
import { type Answer, createOperationAnswer } from "../../exchange/answer.ts";
import {
  type ExchangeValidators,
  exceptionValidators,
  formatOf,
  loadValidators,
  sseStreamOf,
} from "../../exchange/exchange-validators.ts";
import { type JsonBody, parseJson } from "../../exchange/parse-json.ts";
import { readMeaning } from "../../meaning/meaning.ts";
import type { CaseResult } from "../../result.ts";
import { isAmazonBedrock, locateOperation } from "../read/locate-operation.ts";
import type { RecordedExchange } from "../read/recorded-exchange.ts";
import { mayHaveHad, type RecordingGaps } from "../read/recording-gaps.ts";
import type { RequestTarget } from "../read/request-target.ts";
import { requestTargetOf } from "../read/request-target.ts";
import { unspecifiedOperation } from "../read/unspecified-operation.ts";
import { contentLength } from "./content-length-check.ts";
import { readEventBody, sendsEvents } from "./event-body.ts";
import { exchangeCase } from "./exchange-case.ts";
import { checkedResult, uncheckedResult } from "./graded-result.ts";
import { interruptedAnswer } from "./interrupted-answer.ts";
import { recordedEvents } from "./recorded-events-check.ts";
import { recordedFormat } from "./recorded-format.ts";
import { recordedParameters } from "./recorded-parameters.ts";
import { type RequestEvidence, requestChecks } from "./request-checks.ts";
import { requestSignature, type SignatureVerdict } from "./request-signature.ts";
import { unpackBody } from "./unpack-body.ts";
import { unsupportedReasons } from "./unsupported-checks.ts";

/** What a recording does not tell of an exchange. */
export interface GradeOptions {
  /**
   * Paths below which gateways offered their operations, beside those of the spec and of Amazon Bedrock. Default: none.
   */
  readonly gatewayBasePaths?: readonly string[] | undefined;
  /** The format of the bodies. Default: what model id and bodies tell. */
  readonly format?: FormatId | undefined;
  /** Whether the request is signed right. Default: nobody can tell. */
  readonly signature?: SignatureVerdict;
}

/** Makes every check of a recorded exchange. Never rejects: what goes wrong on this side is the outcome `error`. */
export async function gradeExchange(
  exchange: RecordedExchange,
  { gatewayBasePaths, format, signature }: GradeOptions = {},
): Promise<CaseResult> {
  const target = requestTargetOf(exchange.request.url);
  const match = locateOperation(exchange.request.method, target, gatewayBasePaths);
  if (match === undefined) {
    return withoutSpec(exchange);
  }
  const operation = match.operation.name;
  const { status, interruption } = exchange.response;
  if (status < 100 || interruption?.by === "client") {
    const reason = interruption?.message ?? "the recording has no response";
    return uncheckedResult(exchange, { outcome: "not-testable", reason, operation });
  }
  try {
    return await grade(exchange, { match, target, format, signature });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return uncheckedResult(exchange, { outcome: "error", reason, operation });
  }
}

/**
 * Reported by the name of its operation; by what its request tells if it has none, or one that the specs have at
 * another path.
 */
function withoutSpec({ operation, ...exchange }: RecordedExchange): CaseResult {
  const isElsewhere = operation === undefined || Object.hasOwn(operations, operation);
  const name = isElsewhere ? unspecifiedOperation(exchange.request) : operation;
  return uncheckedResult(exchange, { outcome: "unsupported", reason: `no spec for ${name}`, operation: name });
}

interface Located {
  readonly match: OperationMatch;
  readonly target: RequestTarget;
  readonly format: FormatId | undefined;
  readonly signature: SignatureVerdict;
}

async function grade(
  exchange: RecordedExchange,
  { match, target, format: told, signature }: Located,
): Promise<CaseResult> {
  const { operation, labels } = match;
  const { gaps } = exchange;
  const request = unpackBody(exchange.request);
  const response = unpackBody(exchange.response);
  const read = sendsEvents(operation.name) ? readEventBody : parseJson;
  const requestBody = request.body.length === 0 ? undefined : (request.json ?? read(request.body));
  const answer = createOperationAnswer(operation, {
    ...response,
    interruption: response.interruption?.message,
    asksForEvents: asksForEvents(operation, requestBody),
  });
  const evidence = {
    operation,
    modelId: labels.modelId ?? "",
    body: requestBody?.isJson ? requestBody.value : undefined,
    answer,
  };
  const found = operation.hasFormat
    ? await recordedFormat(evidence, told)
    : await validatorsOfInput(operation, evidence.body);
  const parameters = recordedParameters(match, { target, headers: request.headers }, found.validators.parameters);
  const format = "format" in found ? found.format : undefined;
  const { body } = evidence;
  const known = defined({ format, body });
  const given = exchangeCase(exchange, { match, answer, parameters, ...known });
  const ofRequest = requestChecks({
    operation: operation.name,
    parameters,
    contentType: request.headers["content-type"],
    body: requestBody,
    bodyIs: operation.requestBody,
    validators: found.validators,
    isAmazonBedrock: isAmazonBedrock(target),
    ...unknownOf(operation, { parameters, gaps }),
  });
  const obstacles = { gaps, answer, ...("reason" in found ? { formatReason: found.reason } : {}) };
  const meaning = await readMeaning({
    validators: found.validators,
    request: evidence.body,
    modelId: evidence.modelId,
    answer,
  });
  const context = contextOf(given, { match, answer, validators: found.validators });
  const results = runChecks(meaning === undefined ? context : { ...context, meaning }, {
    checks: [
      interruptedAnswer(exchange),
      requestSignature(signature),
      ...ofRequest,
      contentLength(exchange),
      recordedEvents(response.events, response.body),
      ...checks,
    ],
    unsupportedReason: unsupportedReasons(obstacles),
  });
  return checkedResult(exchange, { given, answer, checks: results });
}

/** The header parameters that a recording may have left out, and what of a body may stand in one of them. */
function unknownOf(
  { name, parameters: described }: Operation,
  { parameters, gaps }: { readonly parameters: Readonly<Record<string, unknown>>; readonly gaps: RecordingGaps },
): Pick<RequestEvidence, "unknownHeaders" | "unknownMember"> {
  const headers = described.filter(({ in: place }) => place === "header").map((parameter) => parameter.name);
  const unknownHeaders = headers.filter((header) => parameters[header] === undefined && mayHaveHad(gaps, header));
  const { header = "", list } = sseStreamOf(name)?.asFormat ?? {};
  return { unknownHeaders, unknownMember: unknownHeaders.includes(header) ? list : undefined };
}

/** The validators of an operation with those of the input that its request holds for a model. */
async function validatorsOfInput({ name }: Operation, body: unknown): Promise<{ validators: ExchangeValidators }> {
  const format = formatOf({ operation: name, parameters: {}, body });
  return { validators: await loadValidators({ operation: name, ...defined({ format }) }) };
}

/** Whether a request asks for server-sent events; undefined where its body says nothing that could be read. */
function asksForEvents({ name }: Operation, body: JsonBody | undefined): boolean | undefined {
  const place = sseStreamOf(name)?.requestedBy;
  return place === undefined || !body?.isJson ? undefined : readPointer(body.value, place) === true;
}

function contextOf(
  given: Case,
  {
    match,
    answer,
    validators,
  }: { readonly match: OperationMatch; readonly answer: Answer; readonly validators: ExchangeValidators },
): Parameters<typeof runChecks>[0] {
  const { operation } = match;
  return { case: given, operation, answer, validators, exceptions: exceptionValidators, isDeterministic: false };
}
