import type { ReceivedRequest } from "@bedrock-contract/wire";

/** One request as it came in, whatever the version of HTTP. */
export interface MockRequest {
  readonly method: string;
  /** The path, still percent-encoded. */
  readonly path: string;
  /** The query without its `?`, still percent-encoded. */
  readonly query: string;
  /** The hosts that the request is for, with their ports: one, unless it contradicts itself. */
  readonly hosts: readonly string[];
  /** The headers, by their names in lower case; a repeated header is joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The pieces of a body that is a stream of events, as they come; absent where `body` is all of it. */
  readonly pieces?: AsyncIterable<Uint8Array>;
  /** The same request with its target and its headers as they stood on the wire: what a signature covers. */
  readonly received: ReceivedRequest;
}
