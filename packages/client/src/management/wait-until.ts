import type { ManagementOperation, ManagementResponse } from "@bedrock-contract/types";
import { endings } from "@bedrock-contract/validators/management";
import { readPointer } from "@bedrock-contract/validators/pointer";
import { BedrockError } from "../errors/bedrock-error.ts";
import { callError } from "../errors/call-error.ts";
import type { CallOptions } from "../http/call-options.ts";
import { pause } from "../http/pause.ts";
import type { ManagementClient } from "./management-client.ts";
import type { ManagementInput } from "./management-types.ts";

/** The operations that show how far a job or a resource is. */
export type AwaitedOperation = keyof typeof endings & ManagementOperation;

/** The states in which what an operation shows comes to an end. */
export type EndState<O extends AwaitedOperation> =
  | (typeof endings)[O]["well"][number]
  | (typeof endings)[O]["otherwise"][number];

/** How to wait. */
export interface WaitOptions<O extends AwaitedOperation> extends CallOptions {
  /** The states to wait for. Default: those of what went well, such as `Completed`. */
  readonly until?: readonly EndState<O>[] | undefined;
  /** The time before the second call, in milliseconds; it doubles from call to call, up to 30 seconds. Default: 1,000. */
  readonly interval?: number | undefined;
  /** The time after which it waits no longer, in milliseconds. Default: none. */
  readonly timeout?: number | undefined;
}

const DEFAULT_INTERVAL = 1_000;

const LONGEST_INTERVAL = 30_000;

/**
 * Calls an operation until what it shows has come to an end, and returns the last response:
 * `await waitUntil(client, "GetModelCustomizationJob", { jobIdentifier })`. Throws a `BedrockError` with the code
 * `UnexpectedState` where it ends in another state than those that are waited for, `TimeoutError` where the time is up.
 */
export async function waitUntil<O extends AwaitedOperation>(
  client: Pick<ManagementClient, "call">,
  operation: O,
  input: ManagementInput<O>,
  options: WaitOptions<O> = {},
): Promise<ManagementResponse<O>> {
  const { signal, interval = DEFAULT_INTERVAL, timeout = Number.POSITIVE_INFINITY } = options;
  const { state, well, otherwise }: Ending = endings[operation];
  const until: readonly string[] = options.until ?? well;
  // The operation's name binds its input and its response.
  const call = client.call as (operation: O, input: object, options: CallOptions) => Promise<ManagementResponse<O>>;
  const start = Date.now();
  for (let wait = interval; ; wait = Math.min(2 * wait, LONGEST_INTERVAL)) {
    const body = await call(operation, input, { signal });
    const reached = String(readPointer(body, state));
    if (until.includes(reached)) {
      return body;
    }
    if ([...well, ...otherwise].includes(reached)) {
      const message = `${state}: expected ${until.join(" or ")}, received ${reached}, which is final`;
      throw new BedrockError({ code: "UnexpectedState", message, operation, members: Object(body) });
    }
    if (Date.now() - start + wait > timeout) {
      const message = `${state}: is still ${reached} after ${timeout} ms`;
      throw new BedrockError({ code: "TimeoutError", message, operation });
    }
    await pause(wait, signal).catch((reason: unknown) => {
      throw callError(reason, signal, operation);
    });
  }
}

interface Ending {
  readonly state: string;
  readonly well: readonly string[];
  readonly otherwise: readonly string[];
}
