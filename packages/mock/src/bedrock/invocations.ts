import type { Clock } from "../clock.ts";
import { isSameJson } from "../examples/is-same-json.ts";
import { hashOf } from "../generate/tokens.ts";
import { Refusal } from "../http/refusal.ts";
import type { Invocation } from "./invocation.ts";

/** What StartAsyncInvoke is sent. */
export interface StartRequest {
  readonly clientRequestToken?: string;
  readonly modelId: string;
  readonly modelInput: unknown;
  readonly outputDataConfig: { readonly s3OutputDataConfig?: { readonly s3Uri: string } };
}

/** The asynchronous invocations that a mock was asked to start. */
export interface Invocations {
  /**
   * Starts one, and returns its ARN; of a repeated request, that of the first. Throws a ConflictException where a token
   * comes with another request. With an ARN it is that one, where there is none of that ARN yet.
   */
  start(request: StartRequest, invocationArn?: string): string;
  /** The invocation of an ARN, as it is now. */
  find(invocationArn: string): Invocation | undefined;
  /** All of them, the earliest first. */
  list(): readonly Invocation[];
  reset(): void;
}

interface Started {
  readonly request: StartRequest;
  readonly invocationArn: string;
  readonly submitted: number;
}

/** No invocations yet. Each is in progress for that many milliseconds of the clock, and then complete. */
export function createInvocations(clock: Clock, durationMs: number): Invocations {
  let all: Started[] = [];
  return {
    start: (request, invocationArn = arnOf([all.length, request])) => {
      const { clientRequestToken: token } = request;
      const repeated =
        token === undefined ? undefined : all.find(({ request: other }) => other.clientRequestToken === token);
      if (repeated !== undefined && !isSameJson(repeated.request, request)) {
        throw new Refusal("ConflictException", 400, "The client token was used before with other parameters.");
      }
      const same = repeated ?? all.find((each) => each.invocationArn === invocationArn);
      const started = same ?? { request, invocationArn, submitted: clock.now() };
      all = same === undefined ? [...all, started] : all;
      return started.invocationArn;
    },
    find: (invocationArn) => {
      const found = all.find((each) => each.invocationArn === invocationArn);
      return found && shown(found, clock, durationMs);
    },
    list: () => all.map((each) => shown(each, clock, durationMs)),
    reset: () => {
      all = [];
    },
  };
}

const ACCOUNT = "arn:aws:bedrock:us-east-1:111122223333";

function arnOf(seed: unknown): string {
  const id = [0, 1].map((part) => hashOf([part, seed]).toString(36).padStart(7, "0").slice(-6)).join("");
  return `${ACCOUNT}:async-invoke/${id}`;
}

function shown({ request, invocationArn, submitted }: Started, clock: Clock, durationMs: number): Invocation {
  const ended = submitted + durationMs;
  const isComplete = clock.now() >= ended;
  const { clientRequestToken, modelId } = request;
  return {
    invocationArn,
    modelArn: modelId.startsWith("arn:") ? modelId : `arn:aws:bedrock:us-east-1::foundation-model/${modelId}`,
    ...(clientRequestToken !== undefined && { clientRequestToken }),
    status: isComplete ? "Completed" : "InProgress",
    submitTime: timeOf(submitted),
    lastModifiedTime: timeOf(isComplete ? ended : submitted),
    ...(isComplete && { endTime: timeOf(ended) }),
    outputDataConfig: outputOf(request, invocationArn),
  };
}

function timeOf(time: number): string {
  return new Date(time).toISOString();
}

/** The output goes into a folder of the invocation's own. */
function outputOf({ outputDataConfig }: StartRequest, invocationArn: string): unknown {
  const { s3OutputDataConfig } = outputDataConfig;
  if (s3OutputDataConfig === undefined) {
    return outputDataConfig;
  }
  const id = invocationArn.split("/").at(-1);
  const s3Uri = `${s3OutputDataConfig.s3Uri.replace(/\/$/, "")}/${id}`;
  return { s3OutputDataConfig: { ...s3OutputDataConfig, s3Uri } };
}
