import type { Turns } from "../http/turns.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import type { Account } from "./account.ts";

/** Answers valid requests to an operation. */
export interface Answerer {
  /** The JSON value of the body, or the list of the events. What it throws is a refusal. */
  answer(request: ExampleRequest, account: Account, turns: Turns): unknown;
  /** Whether it knows more of a request than an example that equals it. Default: never. */
  knowsMore?(request: ExampleRequest, account: Account): boolean;
}
