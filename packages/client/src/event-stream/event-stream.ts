import type { ByteReader } from "./byte-reader.ts";

/**
 * What a stream holds, in order, as it arrives. It can be read once, with `for await`. The connection is released when
 * the stream ends or fails, when the loop is left early, when the signal ends the call, or by `cancel`.
 */
export interface EventStream<Item> extends AsyncIterable<Item, void, undefined> {
  /** Ends the stream and releases its connection; for a stream that will not be read, or not to its end. */
  cancel(): void;
}

/** Makes a stream of what is read through a reader. */
export function createEventStream<Item>(
  reader: ByteReader,
  items: AsyncGenerator<Item, void, undefined>,
): EventStream<Item> {
  const iterator: AsyncIterableIterator<Item, void, undefined> = {
    next: () => items.next(),
    return: () => {
      // A generator that was not started yet, or whose read waits, would not let go of the connection now.
      reader.release();
      return items.return();
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return { [Symbol.asyncIterator]: () => iterator, cancel: () => reader.release() };
}
