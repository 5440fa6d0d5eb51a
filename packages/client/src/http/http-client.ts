// The only file that knows openapi-fetch: no more releases of it are made, so it must be easy to replace.
import { encodePathLabel, type KnownOperation, type OperationName, type OperationTable } from "@bedrock-contract/wire";
import createClient, { type Middleware } from "openapi-fetch";
import { jsonOrText } from "../errors/json-or-text.ts";
import type { HttpMethods } from "./http-types.ts";
import { jsonBody } from "./json-body.ts";

/**
 * What an operation's response holds: its body as text where it succeeded, else its error body, parsed where it is
 * JSON.
 */
export interface HttpAnswer {
  readonly response: Response;
  readonly text: string;
  readonly error: unknown;
}

/** A request by path template and method, for callers that know their operation only at run time. */
export interface HttpRequest {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: { readonly [Place in "path" | "query" | "header"]: Readonly<Record<string, unknown>> };
  readonly body: unknown;
  readonly signal: AbortSignal | undefined;
}

/** The client by path and method, and the same for callers that know their operation only at run time. */
export interface HttpClient<Paths> {
  readonly http: HttpMethods<Paths>;
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>;
}

/** How responses to requests by path are judged. */
export interface HttpClientOptions<Name extends OperationName> {
  /** The operations that may be asked. */
  readonly operations: OperationTable<Name>;
  /** Reads a response, and throws where it is not what its operation returns. */
  readonly check: (operation: KnownOperation<Name>, answer: HttpAnswer) => unknown;
}

/** Creates the client for one endpoint; `fetch` authenticates and sends each request. */
export function createHttpClient<Paths, Name extends OperationName>(
  url: string,
  fetch: (request: Request) => Promise<Response>,
  { operations, check }: HttpClientOptions<Name>,
): HttpClient<Paths> {
  // Our types of the methods stand in for those of openapi-fetch; both describe the same calls.
  const client = createClient<UntypedPaths>({
    baseUrl: url,
    fetch,
    pathSerializer: fillLabels,
    bodySerializer: (body) => jsonBody(body),
    headers: { accept: "application/json" },
  }) as unknown as HttpMethods<Paths> & UntypedClient;
  client.use({
    onResponse: async ({ request: { method }, schemaPath: path, response, options }) => {
      // Who sends by name reads the response itself, and a stream is read as it comes.
      if (options.parseAs !== AS_TEXT && !response.headers.get("content-type")?.startsWith("text/event-stream")) {
        const text = await response.clone().text();
        const all = Object.values<KnownOperation<Name>>(operations);
        const operation = all.find((each) => each.method === method && each.path === path);
        if (operation !== undefined) {
          await check(operation, { response, text, error: response.ok ? undefined : jsonOrText(text) });
        }
      }
    },
  });
  return { http: client, send: (request) => sendRequest(client, request) };
}

async function sendRequest(client: UntypedClient, request: HttpRequest): Promise<HttpAnswer> {
  const { operation, method, path, parameters: params, body, signal } = request;
  const bodySerializer = () => jsonBody(body, operation);
  const init = { params, body, bodySerializer, parseAs: AS_TEXT, ...(signal === undefined ? {} : { signal }) };
  const { data, error, response } = await client.request(method.toLowerCase(), path, init);
  return { response, text: typeof data === "string" ? data : "", error };
}

const AS_TEXT = "text";

type UntypedPaths = Record<never, never>;

interface UntypedClient {
  request(method: string, path: string, init: object): Promise<FetchAnswer>;
  use(middleware: Middleware): void;
}

interface FetchAnswer {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}

/** `fillPath` of wire, with the values that a URL would read as another path refused: `/x/..` means `/`. */
function fillLabels(template: string, labels: Readonly<Record<string, unknown>>): string {
  return template.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const value = labels[name];
    if (value === undefined || value === null || ["", ".", ".."].includes(String(value))) {
      throw new Error(`The path ${template} needs a value for {${name}}; received ${JSON.stringify(value)}`);
    }
    return encodePathLabel(String(value));
  });
}
