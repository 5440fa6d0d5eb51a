import type { GatewayApi, GatewayPaths, ManagementPaths } from "@bedrock-contract/types";

/**
 * An API by path and method, as openapi-fetch offers it: `data` of a success, `error` of any other response.
 *
 * The types are our own: those of openapi-fetch 0.17 map every member of a response, which turns the text of an open
 * enum into an object.
 */
export interface HttpMethods<Paths> {
  GET: HttpMethod<"get", Paths>;
  POST: HttpMethod<"post", Paths>;
  PUT: HttpMethod<"put", Paths>;
  PATCH: HttpMethod<"patch", Paths>;
  DELETE: HttpMethod<"delete", Paths>;
}

/** The management API by path and method. */
export type ManagementHttpClient = HttpMethods<ManagementPaths>;

/** A protocol of others by path and method. */
export type GatewayHttpClient<Api extends GatewayApi = "gateway"> = HttpMethods<GatewayPaths<Api>>;

/**
 * Sends a request to a path of the specs, its labels in braces: `GET("/foundation-models/{modelIdentifier}", { params:
 * … })`.
 */
export type HttpMethod<M extends string, Paths = ManagementPaths> = <P extends PathsWith<Paths, M>>(
  path: P,
  ...init: HttpArguments<Described<Paths, P, M>>
) => Promise<HttpResult<Described<Paths, P, M>>>;

/** What an operation takes: its parameters by place, its body, and settings of `fetch`. */
export type HttpInit<Operation> = ParametersOf<Operation> & BodyOf<Operation> & HttpSettings;

/** The response of an operation; `response` holds its status and headers. */
export type HttpResult<Operation> =
  | { readonly data: ContentOf<Operation, SuccessStatus>; readonly error?: undefined; readonly response: Response }
  | { readonly data?: undefined; readonly error: FailureContent<Operation>; readonly response: Response };

interface HttpSettings {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

type HttpArguments<Operation> =
  Record<never, never> extends HttpInit<Operation> ? [init?: HttpInit<Operation>] : [init: HttpInit<Operation>];

type PathsWith<Paths, M extends string> = {
  [P in keyof Paths]: Paths[P] extends { [K in M]: { responses: object } } ? P : never;
}[keyof Paths];

type Described<Paths, P extends keyof Paths, M extends string> = Paths[P][M & keyof Paths[P]];

type ParametersOf<Operation> = Operation extends { parameters: infer P }
  ? Record<never, never> extends P
    ? { readonly params?: P }
    : { readonly params: P }
  : unknown;

type BodyOf<Operation> = Operation extends { requestBody: { content: { "application/json": infer B } } }
  ? { readonly body: B }
  : Operation extends { requestBody?: infer R }
    ? [Exclude<R, undefined>] extends [never]
      ? { readonly body?: never }
      : { readonly body?: ContentType<R> }
    : { readonly body?: never };

type SuccessStatus = 200 | 201 | 202 | 204;

type ContentOf<Operation, Status> = Operation extends { responses: infer R } ? ContentType<R[keyof R & Status]> : never;

type FailureContent<Operation> = Operation extends { responses: infer R }
  ? ContentType<R[Exclude<keyof R, SuccessStatus>]>
  : never;

type ContentType<R> = R extends { content: { "application/json": infer Body } } ? Body : never;
