/** A request that needs nothing more than to be sent. */
export interface PreparedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
  readonly statuses: readonly number[];
}
