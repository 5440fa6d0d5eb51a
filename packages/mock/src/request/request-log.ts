import type { ReceivedMockRequest } from "./received-request.ts";

/**
 * Bytes of bodies that are kept, for however many requests: reading them takes several times as much memory.
 */
const MOST_BYTES = 32_000_000;

/** The latest requests that a mock received, for tests to read. */
export class RequestLog {
  /** The oldest first. */
  readonly requests: ReceivedMockRequest[] = [];
  readonly #lengths: number[] = [];
  readonly #most: number;
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Adds a request, with the length of its body in bytes, and forgets the oldest where there is too much. */
  add(request: ReceivedMockRequest, length: number): void {
    this.requests.push(request);
    this.#lengths.push(length);
    this.#bytes += length;
    while (this.requests.length > this.#most || this.#bytes > MOST_BYTES) {
      this.requests.shift();
      this.#bytes -= this.#lengths.shift() ?? 0;
    }
  }

  clear(): void {
    this.requests.length = 0;
    this.#lengths.length = 0;
    this.#bytes = 0;
  }
}
