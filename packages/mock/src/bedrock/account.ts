import type { Clock } from "../clock.ts";
import { createPromptCache, type PromptCache } from "../generate/prompt-cache.ts";
import { createGuardrails, type Guardrails } from "../guardrail/guardrails.ts";
import type { MockGuardrail } from "../guardrail/mock-guardrail.ts";
import { createMemory, type Memory } from "../resources/memory.ts";
import { createdGuardrails } from "./created-guardrails.ts";
import { createInvocations, type Invocations } from "./invocations.ts";

/** What a mock remembers from one request to the next. */
export interface Account {
  readonly guardrails: Guardrails;
  readonly invocations: Invocations;
  readonly cache: PromptCache;
  /** The resources of the management API that requests have made or changed. */
  readonly memory: Memory;
  readonly clock: Clock;
  /** How many resources there can be, where a test says so: by the codes of AWS's quotas. */
  quotas(): Readonly<Record<string, number>> | undefined;
  /** Forgets what requests have left behind. */
  reset(): void;
}

/** What is there when the mock starts. */
export interface AccountOptions {
  /**
   * The guardrails of the account, beside those that requests create. Default: none; then each other one that a request
   * names lets everything pass.
   */
  readonly guardrails?: readonly MockGuardrail[];
  /** How long an asynchronous invocation is in progress, in milliseconds of the mock's clock. Default: 5000. */
  readonly asyncInvokeMs?: number;
  /** The quotas that a test has set. Default: none. */
  readonly quotas?: () => Readonly<Record<string, number>> | undefined;
}

const DEFAULT_ASYNC_INVOKE = 5_000;

/** An account in which nothing has happened yet. */
export function createAccount(clock: Clock, options: AccountOptions): Account {
  const invocations = createInvocations(clock, options.asyncInvokeMs ?? DEFAULT_ASYNC_INVOKE);
  const cache = createPromptCache(clock);
  const memory = createMemory(clock);
  return {
    guardrails: createGuardrails(options.guardrails ?? [], createdGuardrails(memory, clock)),
    invocations,
    cache,
    memory,
    clock,
    quotas: options.quotas ?? (() => undefined),
    reset: () => {
      invocations.reset();
      cache.reset();
      memory.reset();
    },
  };
}
