/** An exception inside a stream that began with status 200. */
export interface StreamException {
  /** Its name in the stream, for example `throttlingException`. */
  readonly type: string;
  /** Its members, `message` among them. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** One example of the specs, resolved, as the mock plays it back. */
export interface MockExample {
  /** The example's key in the spec: what `Prefer: example=NAME` asks for. */
  readonly name: string;
  /** `management`, `runtime`, `gateway` or the id of a format. */
  readonly api: string;
  /** The operation's name, for example `InvokeModel`. */
  readonly operation: string;
  /** The HTTP status of the response. */
  readonly status: number;
  /**
   * The media type of the response, where it is a stream because the request asks for one; the body is then the list of
   * its events' data.
   */
  readonly mediaType?: string;
  /** Whether it comes after another example: what it shows is there only then. Default: false. */
  readonly isFlow?: boolean;
  /** The exception that an error example stands for. */
  readonly errorType?: string;
  /** The path, query and header parameters of the example's request, by name. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The body of the example's request; absent when it has none. */
  readonly body?: unknown;
  /** The body of its response; of a stream the list of its chunks or events. */
  readonly response: unknown;
  /** The response headers that belong to the example. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The exception that ends the example's stream, after its chunks. */
  readonly streamException?: StreamException;
}
