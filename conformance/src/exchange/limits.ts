/**
 * The most bytes of a stream that are read. An answer is at most 25,000,000 bytes, which base64 makes a third longer.
 */
export const MAXIMUM_STREAM_BYTES: number = 32 * 1024 * 1024;

/** The most frames that are read: more than there are tokens in the longest answer. */
export const MAXIMUM_FRAMES = 200_000;

/**
 * The largest body that is read: what the service model allows a body of InvokeModel. More would only fill the memory.
 */
export const MAXIMUM_BODY_BYTES = 25_000_000;
