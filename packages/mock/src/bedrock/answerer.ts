import type { Said } from "../generate/said.ts";
import type { Turns } from "../http/turns.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import type { Account } from "./account.ts";

/** What an answerer may need besides the request. */
export interface AnswererContext {
  /** The turns of this request among others. */
  readonly turns: Turns;
  /** What a test has the model say; undefined where it sets nothing. */
  readonly said: Said | undefined;
}

/** Answers valid requests to an operation. */
export interface Answerer {
  /** The JSON value of the body, or the list of the events. What it throws is a refusal. */
  answer(request: ExampleRequest, account: Account, context: AnswererContext): unknown;
  /** Whether it knows more of a request than an example that equals it. Default: never. */
  knowsMore?(request: ExampleRequest, account: Account): boolean;
  /** Keeps what a request has done that the response of an example answers. Default: nothing. */
  remember?(request: ExampleRequest, account: Account, response: unknown): void;
}
