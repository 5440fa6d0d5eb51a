/** The pseudo-header that names the host in HTTP/2. https://www.rfc-editor.org/rfc/rfc9113#section-8.3.1 */
export const AUTHORITY = ":authority";

/** A request as a server received it, nothing decoded and nothing joined. */
export interface ReceivedRequest {
  readonly method: string;
  /** The request target: path and query exactly as they stood in the request line. */
  readonly target: string;
  /** The headers in the order of the wire, of HTTP/2 with `:authority` among them; a name may occur several times. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Default: no body. */
  readonly body?: Uint8Array;
}

/**
 * Every value of a header, in the order of the wire. A `host` that is signed may have become the `:authority` of HTTP/2
 * on its way.
 */
export function headerValues({ headers }: Pick<ReceivedRequest, "headers">, name: string): readonly string[] {
  const values = headers.filter((header) => header[0].toLowerCase() === name).map((header) => header[1]);
  return values.length === 0 && name === "host" ? headerValues({ headers }, AUTHORITY) : values;
}
