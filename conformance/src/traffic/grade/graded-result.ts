import { operationNamed, printableLine } from "@bedrock-contract/wire";
import type { Case } from "../../case.ts";
import { profilesOf } from "../../cases/case-tags.ts";
import { caseDocument } from "../../checks/documents.ts";
import { defined } from "../../defined.ts";
import type { Answer } from "../../exchange/answer.ts";
import { chunksOf } from "../../exchange/stream/chunks.ts";
import { knownShapeOf } from "../../meaning/known-shape.ts";
import type { CaseOutcome, CaseResult, CheckResult, ExchangeRecord, UnknownPart } from "../../result.ts";
import { withCodeFrame } from "../../results/place-code-frame.ts";
import { recordExchange } from "../../results/record-exchange.ts";
import type { Redact } from "../../results/redact/redact.ts";
import { redactCheck } from "../../results/redact/redact-check.ts";
import { streamFacts } from "../../results/stream-facts.ts";
import { redactionOf } from "../read/exchange-secrets.ts";
import type { RecordedExchange } from "../read/recorded-exchange.ts";
import { requestTargetOf } from "../read/request-target.ts";

/** The result of an exchange that was checked, without its secrets. */
export function checkedResult(
  exchange: RecordedExchange,
  {
    given,
    answer,
    checks: results,
  }: { readonly given: Case; readonly answer: Answer; readonly checks: readonly CheckResult[] },
): CaseResult {
  const redact = redactionOf(exchange);
  const isFailed = results.some(({ outcome }) => outcome === "fail");
  const undecided = isFailed ? undefined : results.find(({ outcome }) => outcome === "not-testable");
  const unjudged = unjudgedBody(results);
  const passed = unjudged === undefined ? "pass" : "pass (envelope)";
  const sound = undecided === undefined ? passed : "not-testable";
  const isClean = results.every(({ outcome }) => outcome === "pass" || outcome === "unsupported");
  return {
    ...headOf(exchange, exchange.foldedFrom ?? given.operation),
    ...defined({ format: given.format }),
    profile: profilesOf(given)[0] ?? given.api,
    summary: redact(given.summary),
    outcome: isFailed ? "fail" : sound,
    ...(answer.status >= 400 && { isRefusal: true as const }),
    ...reasonOf(isFailed ? undefined : (undecided ?? unjudged), redact),
    ...trafficOf(exchange, given, redact),
    ...unknownIn(given, answer, redact),
    checks: [
      ...(isClean ? results : results.map((check) => shownCheck(check, answer, redact))),
      ...(exchange.foldedFrom === undefined ? [] : UNSEEN_FRAMES),
    ],
    documented: caseDocument(given),
    ...(answer.stream === undefined ? {} : { stream: streamFacts(answer.stream) }),
    ...(isClean ? {} : { exchange: recordOf(exchange, answer, redact) }),
  };
}

function shownCheck(check: CheckResult, answer: Answer, redact: Redact): CheckResult {
  return check.outcome === "pass" || check.outcome === "unsupported"
    ? check
    : withCodeFrame(redactCheck(check, redact), answer, redact);
}

/** What the log of a stream does not show. */
const UNSEEN_FRAMES: readonly CheckResult[] = ["frame-crc", "frame-headers", "chunk-schema", "stream-end"].map(
  (id) => ({
    id,
    outcome: "unsupported",
    level: "MUST",
    message: "the recording holds the response that a stream made up, and not its frames",
  }),
);

/** What the traffic is counted by. */
function trafficOf(
  { time }: RecordedExchange,
  { parameters: { modelId } }: Case,
  redact: Redact,
): Pick<CaseResult, "model" | "day"> {
  const day = /^\d{4}-\d\d-\d\d/.exec(time ?? "")?.[0];
  return defined({ model: typeof modelId === "string" ? modelName(modelId, redact) : undefined, day });
}

const names = new Map<string, string>();
const MOST_NAMES = 10_000;

function modelName(modelId: string, redact: Redact): string {
  const known =
    names.get(modelId) ??
    redact(
      printableLine(modelId.replace(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:(?:foundation-model|inference-profile)\/)?/, "")),
    );
  if (names.size < MOST_NAMES) {
    names.set(modelId, known);
  }
  return known;
}

/** Values that are longer are text, and no name of anything; places that are longer are told by no report. */
const LONGEST_VALUE = 80;
const LONGEST_PLACE = 400;

function unknownIn(given: Case, answer: Answer, redact: Redact): Pick<CaseResult, "unknown"> {
  const operation = operationNamed(given.operation);
  const shape = answer.status >= 300 || operation === undefined ? undefined : knownShapeOf(operation, given.format);
  const bodies =
    answer.stream === undefined
      ? [answer.json]
      : chunksOf(answer.stream).map(({ value }) => ({ isJson: true, value }) as const);
  const found = new Map<string, UnknownPart>();
  for (const body of shape === undefined || answer.sse !== undefined ? [] : bodies) {
    for (const part of body.isJson ? (shape?.unknownIn(body.value) ?? []) : []) {
      found.set(`${part.pointer} ${part.value}`, part);
    }
  }
  const all = [...found.values()].filter(
    ({ pointer, value = "" }) => pointer.length <= LONGEST_PLACE && value.length <= LONGEST_VALUE,
  );
  return all.length === 0
    ? {}
    : {
        unknown: all.map(({ pointer, value }) => ({
          pointer: redact(pointer),
          ...(value === undefined ? {} : { value: redact(value) }),
        })),
      };
}

function reasonOf(check: CheckResult | undefined, redact: Redact): Pick<CaseResult, "reason"> {
  return check?.message === undefined ? {} : { reason: redact(check.message) };
}

/** The checks of what a body holds; without any of them only the envelope was judged. */
const BODY_CHECKS: readonly string[] = ["response-schema", "chunk-schema", "stream-exception"];

/** The check of the body that could not be made, where none was. */
function unjudgedBody(results: readonly CheckResult[]): CheckResult | undefined {
  const ofBody = results.filter(({ id }) => BODY_CHECKS.includes(id));
  return ofBody.some(({ outcome }) => outcome === "pass")
    ? undefined
    : ofBody.find(({ outcome }) => outcome === "unsupported");
}

/** The URL of a report is the recorded one. */
function recordOf({ request }: RecordedExchange, answer: Answer, redact: Redact): ExchangeRecord {
  const { method, url, headers, body } = request;
  const sent = { method, path: "/", query: {}, headers, ...(body.length === 0 ? {} : { body }) };
  const record = recordExchange(new URL("http://recorded.invalid"), sent, { answer, redact });
  return { ...record, request: { ...record.request, url: redact(url) } };
}

/** The result of an exchange that was not checked. */
export function uncheckedResult(
  exchange: RecordedExchange,
  {
    outcome,
    reason,
    operation,
  }: { readonly outcome: CaseOutcome; readonly reason: string; readonly operation: string },
): CaseResult {
  const redact = redactionOf(exchange);
  const { method, url } = exchange.request;
  const summary = redact(`${method} ${requestTargetOf(url).path}`);
  return { ...headOf(exchange, operation), profile: "recorded", summary, outcome, reason: redact(reason), checks: [] };
}

function headOf(
  { id, place, durationMs }: RecordedExchange,
  operation: string,
): Pick<CaseResult, "id" | "operation" | "durationMs" | "file"> {
  return { id, operation, durationMs: Math.round(durationMs * 10) / 10, file: place };
}
