/** How fast a client sends, which it learns from what is throttled. */
export interface SendingRate {
  /** Waits until the next request may be sent. Rejects with the reason of the signal once that ends it. */
  turn(signal: AbortSignal | undefined): Promise<void>;
  /** Takes in how a request has ended. */
  note(isThrottled: boolean): void;
}

/** The rate of the adaptive mode of the AWS SDK: its own limiter, which is loaded only for who asks for it. */
export async function createSendingRate(): Promise<SendingRate> {
  const { DefaultRateLimiter } = await import("@smithy/core/retry");
  const limiter = new DefaultRateLimiter();
  return {
    turn: (signal) => orAborted(limiter.getSendToken(), signal),
    note: (isThrottled) => limiter.updateClientSendingRate(isThrottled ? { errorType: "THROTTLING" } : {}),
  };
}

function orAborted(turn: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal?.reason);
    turn.then(resolve, reject).finally(() => signal?.removeEventListener("abort", stop));
    if (signal?.aborted === true) {
      stop();
    }
    signal?.addEventListener("abort", stop, { once: true });
  });
}
