/** What one call may say beyond its input. */
export interface CallOptions {
  /** Ends the call early. Default: none. */
  readonly signal?: AbortSignal | undefined;
}
