import { createHash } from "node:crypto";
import { errorTypeOf, type WireRequest } from "@bedrock-contract/wire";
import type { Case } from "../case.ts";
import { profilesOf } from "../cases/case-tags.ts";
import { wholeAnswer } from "../checks/answer/whole-answer.ts";
import { caseDocument } from "../checks/documents.ts";
import { defined } from "../defined.ts";
import type { Answer } from "../exchange/answer.ts";
import { exceptionOf } from "../exchange/stream/chunks.ts";
import type { Attempt, CaseOutcome, CaseResult, CheckResult } from "../result.ts";
import { withCodeFrame } from "./place-code-frame.ts";
import { recordExchange } from "./record-exchange.ts";
import { createRedact, type Redact } from "./redact/redact.ts";
import { redactCheck } from "./redact/redact-check.ts";
import { headerSecrets } from "./redact/redact-headers.ts";
import { streamFacts } from "./stream-facts.ts";

/** What is written down. */
export interface CaseRecorderOptions {
  /** Whether an exchange that conforms is kept too. Default: false. */
  readonly keepsExchange?: boolean;
}

/** What is known of a request beside what is sent. */
export interface SentDetails {
  /** What no report shows. */
  readonly secrets: readonly string[];
  /** What reports show instead of the values of headers. */
  readonly templates: Readonly<Record<string, string>>;
}

/** What the checks of a response could judge. */
export interface JudgedBody {
  /** Whether some spec describes the body. Default: true. */
  readonly isBodyJudged?: boolean;
}

/** A key such as `test` is a word of many requests, which would be told wrong without it. */
const SHORTEST_IN_OWN = 12;

const NO_FORMAT = "no spec for the format of the body";

/** Writes the result of one case while it runs. */
export class CaseRecorder {
  readonly #case: Case;
  #startedAt: number | undefined;
  #durationMs = 0;
  #sent: (SentDetails & { readonly request: WireRequest; readonly endpoint: URL }) | undefined;
  #answer: Answer | undefined;
  readonly #attempts: Attempt[] = [];
  readonly #keepsExchange: boolean;

  constructor(given: Case, { keepsExchange = false }: CaseRecorderOptions = {}) {
    this.#case = given;
    this.#keepsExchange = keepsExchange;
  }

  /** Notes the request. */
  sends(request: WireRequest, endpoint: URL, details: SentDetails): void {
    this.#sent = { request, endpoint, ...details };
    this.#startedAt = performance.now();
  }

  /** Notes the answer. */
  receives(answer: Answer): void {
    this.#answer = answer;
    this.#stopClock();
  }

  /** Notes that the request is sent again: the target was too busy. */
  repeats({ status, headers }: Answer, pauseMs: number): void {
    this.#attempts.push({ ...attempt(status, headers), pauseMs });
  }

  /**
   * The status and what tells the bytes apart; undefined where there was no response. Of a stream its beginning is
   * read.
   */
  get responseKey(): string | undefined {
    if (this.#answer === undefined) {
      return undefined;
    }
    const { status, body } = this.#answer;
    return `${status} ${createHash("sha256").update(body).digest("base64")}`;
  }

  /** The JSON value of the response; undefined where it is none. */
  get body(): unknown {
    const json = this.#answer?.json;
    return json?.isJson === true ? json.value : undefined;
  }

  /** The result of an exchange that was checked. */
  checked(checks: readonly CheckResult[], { isBodyJudged = true }: JudgedBody = {}): CaseResult {
    const passed = isBodyJudged ? "pass" : "pass (envelope)";
    if (!this.#keepsExchange && checks.every((check) => check.outcome === "pass")) {
      return this.#result(passed, { checks, ...(!isBodyJudged && { reason: NO_FORMAT }) });
    }
    const redact = this.#redact();
    const undecided = checks.find((check) => check.outcome === "not-testable");
    const sound = undecided === undefined ? passed : "not-testable";
    const outcome = checks.some((check) => check.outcome === "fail") ? "fail" : sound;
    const redacted = checks.map((check) =>
      check.outcome === "pass" ? check : withCodeFrame(redactCheck(check, redact), this.#answer, redact),
    );
    const why = outcome === "not-testable" ? redact(undecided?.message ?? "") : NO_FORMAT;
    const reason = outcome === "not-testable" || outcome === "pass (envelope)" ? { reason: why } : {};
    return this.#result(outcome, { checks: redacted, ...reason, ...this.#exchange(redact) });
  }

  /** The result of a request to which no whole answer came. */
  unanswered(received: string): CaseResult {
    this.#stopClock();
    const redact = this.#redact();
    const check: CheckResult = {
      id: wholeAnswer.id,
      outcome: "fail",
      level: "MUST",
      rule: wholeAnswer.rule,
      message: "the response is incomplete",
      expected: `status ${this.#case.expect.status.join(" or ")} with a whole body`,
      received: redact(received),
      documented: wholeAnswer.documented,
    };
    return this.#result("fail", { checks: [check], ...this.#exchange(redact) });
  }

  /** The result of a case that could not be tried. */
  notTestable(reason: string): CaseResult {
    const redact = this.#redact();
    return this.#result("not-testable", {
      reason: redact(reason),
      ...(this.#keepsExchange ? this.#exchange(redact) : {}),
    });
  }

  /** The result of a case that the target does not offer. */
  unsupported(reason: string): CaseResult {
    return this.#result("unsupported", { reason: this.#redact()(reason) });
  }

  /** The result of a case that the suite itself got wrong. */
  error(reason: string): CaseResult {
    return this.#result("error", { reason: this.#redact()(reason) });
  }

  /** A request that should be refused may be so within a stream, once that has begun. */
  #isRefusal(): boolean {
    const { status = 0, stream } = this.#answer ?? {};
    return status >= 400 || (this.#case.kind === "negative" && exceptionOf(stream) !== undefined);
  }

  #result(outcome: CaseOutcome, more: Partial<Pick<CaseResult, "checks" | "reason" | "exchange">>): CaseResult {
    const { id, operation, format, summary, file } = this.#case;
    const reading = this.#answer?.stream ?? this.#answer?.sse;
    return {
      id,
      operation,
      ...defined({ format }),
      profile: profilesOf(this.#case)[0] ?? this.#case.api,
      summary,
      outcome,
      ...(this.#isRefusal() && { isRefusal: true as const }),
      durationMs: this.#durationMs,
      ...this.#repeated(),
      checks: [],
      ...(reading === undefined ? {} : { stream: streamFacts(reading) }),
      documented: caseDocument(this.#case),
      file,
      ...more,
    };
  }

  /** The time of a case is that of its exchange. */
  #stopClock(): void {
    this.#durationMs = Math.round((performance.now() - (this.#startedAt ?? performance.now())) * 10) / 10;
  }

  #repeated(): Pick<CaseResult, "attempts"> {
    if (this.#attempts.length === 0 || this.#answer === undefined) {
      return this.#attempts.length === 0 ? {} : { attempts: this.#attempts };
    }
    const { status, headers } = this.#answer;
    return { attempts: [...this.#attempts, attempt(status, headers)] };
  }

  #exchange(redact: Redact): Pick<CaseResult, "exchange"> {
    if (this.#sent === undefined) {
      return {};
    }
    const { request, endpoint, templates } = this.#sent;
    const answer = this.#answer === undefined ? {} : { answer: this.#answer };
    return {
      exchange: recordExchange(endpoint, request, {
        ...answer,
        redact,
        redactOwn: this.#redact(SHORTEST_IN_OWN),
        templates,
      }),
    };
  }

  /**
   * A target may echo what it was sent, or what it answers itself: the headers that authenticate count as secrets too.
   */
  #redact(shortest = 1): Redact {
    const secrets = [
      ...(this.#sent?.secrets ?? []),
      ...headerSecrets(this.#sent?.request.headers ?? {}),
      ...headerSecrets(this.#answer?.headers ?? {}),
    ];
    return createRedact(secrets.filter((secret) => secret === undefined || secret.length >= shortest));
  }
}

function attempt(status: number, headers: Answer["headers"]): Attempt {
  const errorType = errorTypeOf(headers);
  return { status, ...defined({ errorType }) };
}
