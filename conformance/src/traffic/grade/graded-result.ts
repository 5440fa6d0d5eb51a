import type { Case } from "../../case.ts";
import { profilesOf } from "../../cases/case-tags.ts";
import { caseDocument } from "../../checks/documents.ts";
import { defined } from "../../defined.ts";
import type { Answer } from "../../exchange/answer.ts";
import type { CaseOutcome, CaseResult, CheckResult, ExchangeRecord } from "../../result.ts";
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
    ...headOf(exchange, given.operation),
    ...defined({ format: given.format }),
    profile: profilesOf(given)[0] ?? given.api,
    summary: redact(given.summary),
    outcome: isFailed ? "fail" : sound,
    ...(answer.status >= 400 && { isRefusal: true as const }),
    ...reasonOf(isFailed ? undefined : (undecided ?? unjudged), redact),
    checks: results.map((check) =>
      check.outcome === "pass" ? check : withCodeFrame(redactCheck(check, redact), answer, redact),
    ),
    documented: caseDocument(given),
    ...(answer.stream === undefined ? {} : { stream: streamFacts(answer.stream) }),
    ...(isClean ? {} : { exchange: recordOf(exchange, answer, redact) }),
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
