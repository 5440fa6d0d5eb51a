/** What a user or a supervisor ends a run with. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

const INTERRUPTED = 130;

/**
 * Does something that a signal ends early and in order: the first SIGINT or SIGTERM aborts the signal that the action
 * is given, the second one ends the process at once, with 130.
 */
export async function interruptible<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    if (interruption.signal.aborted) {
      process.exit(INTERRUPTED);
    }
    interruption.abort();
  };
  for (const signal of SIGNALS) {
    process.on(signal, interrupt);
  }
  try {
    return await action(interruption.signal);
  } finally {
    for (const signal of SIGNALS) {
      process.off(signal, interrupt);
    }
  }
}

/** Resolves at the first SIGINT or SIGTERM; the second one ends the process at once, with 130. */
export function interrupted(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) {
      process.once(signal, () => {
        resolve(undefined);
        process.on(signal, () => process.exit(INTERRUPTED));
      });
    }
  });
}
