import type { Operation } from "@bedrock-contract/wire";
import { followsAws } from "@bedrock-contract/wire";
import type { Case } from "../case.ts";
import type { Answer } from "../exchange/answer.ts";
import type { ExceptionValidators, ExchangeValidators } from "../exchange/exchange-validators.ts";
import type { Meaning } from "../meaning/meaning.ts";
import type { Difference, Documented, FramePlace, Level } from "../result.ts";

/** What a check looks at. */
export interface CheckContext {
  readonly case: Case;
  readonly operation: Operation;
  /** The parameters that were sent. Default: those of the case. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly answer: Answer;
  /** The JSON values of the pages before the answer, of a list that was read to its end. Default: none. */
  readonly pages?: readonly unknown[];
  readonly validators: ExchangeValidators;
  readonly exceptions: ExceptionValidators;
  /** The two bodies together; absent where there is nothing to judge, such as for errors. */
  readonly meaning?: Meaning;
  /** Whether the target answers with the examples themselves. */
  readonly isDeterministic: boolean;
}

/** What does not conform. */
export interface Fault {
  readonly message: string;
  readonly pointer?: string;
  readonly expected?: string;
  readonly received?: string;
  /** The frame that is meant, of a stream. */
  readonly frame?: FramePlace;
  readonly differences?: readonly Difference[];
  /** Later checks would only repeat this fault: they are not made. */
  readonly isFinal?: boolean;
}

/** Why nobody can tell whether a rule holds. */
export interface Undecided {
  readonly undecided: string;
}

/** How a check ends: it holds, it does not apply to this exchange, it finds a fault, or it cannot tell. */
export type Verdict = "holds" | "not-applicable" | Fault | Undecided;

/** What a verdict from differences depends on besides. */
export interface VerdictOptions {
  /** Whether there is anything that could differ. Default: true. */
  readonly applies?: boolean;
  /** Whether later checks would only repeat the fault. Default: false. */
  readonly isFinal?: boolean;
}

/** A verdict from all that differs: the first difference speaks for them. */
export function verdictOf(
  differences: readonly Difference[],
  { applies = true, isFinal = false }: VerdictOptions = {},
): Verdict {
  const [first] = differences;
  if (first !== undefined) {
    return { ...first, differences, ...(isFinal && { isFinal }) };
  }
  return applies ? "holds" : "not-applicable";
}

/** One rule with one id, for pass and fail alike. */
export interface Check {
  readonly id: string;
  /** MUST where the service model says so or a real SDK relies on it; SHOULD where it only helps. */
  readonly level: Level;
  /** The rule in one sentence. */
  readonly rule: string;
  /** The document that justifies the rule. */
  documented(context: Pick<CheckContext, "case" | "operation">): Documented;
  verdict(context: CheckContext): Verdict;
}

/**
 * Whether the answer follows the conventions of AWS: headers that name the exception and the request. A gateway's does
 * not.
 */
export function followsAwsConventions({ operation }: CheckContext): boolean {
  return followsAws(operation);
}

/** The JSON values of all pages that were read, the answer last; none where it is no JSON. */
export function pagesOf({ answer, pages = [] }: Pick<CheckContext, "answer" | "pages">): readonly unknown[] {
  return answer.json.isJson ? [...pages, answer.json.value] : [];
}

/** Whether the answer is an error. */
export function isError({ answer }: CheckContext): boolean {
  return answer.status >= 400;
}
