import type {
  ManagementOperation,
  ManagementParameters,
  ManagementPaths,
  ManagementRequest,
  ManagementResponse,
} from "@bedrock-contract/types";
import type { ManagementErrors, ManagementTable } from "@bedrock-contract/wire/management";

/** The parameters of an operation and the members of its request body, side by side as in the AWS SDK. */
export type ManagementInput<O extends ManagementOperation> = ManagementParameters<O> &
  BodyMembers<ManagementRequest<O>>;

/** The arguments after the operation's name; the input may be left out where nothing in it is required. */
export type ManagementArguments<O extends ManagementOperation, Options> =
  Record<never, never> extends ManagementInput<O>
    ? [input?: ManagementInput<O>, options?: Options]
    : [input: ManagementInput<O>, options?: Options];

/** What any response of an operation has. */
interface AnswerBase {
  /** The id that Amazon Bedrock gave the request. */
  readonly requestId: string | undefined;
  readonly headers: Headers;
}

/** The response of an operation that succeeded. */
export interface ManagementSuccess<O extends ManagementOperation> extends AnswerBase {
  readonly ok: true;
  readonly status: ManagementTable[O]["successStatus"];
  readonly body: ManagementResponse<O>;
}

/** The response of an operation that failed with the status `S`. */
export interface ManagementFailure<O extends ManagementOperation, S extends FailureStatus<O>> extends AnswerBase {
  readonly ok: false;
  readonly status: S;
  /** The exception's bare name: one of those that the operation declares for the status, or another that AWS sends. */
  readonly errorType: ExceptionOf<O, S> | (string & Record<never, never>) | undefined;
  readonly body: JsonContent<Responses<O>[S & keyof Responses<O>]>;
}

/** Any declared response of an operation: `ok` and `status` say which one it is. */
export type ManagementAnswer<O extends ManagementOperation> =
  | ManagementSuccess<O>
  | { [S in FailureStatus<O>]: ManagementFailure<O, S> }[FailureStatus<O>];

/** The operations that are paginated. */
export type PaginatedOperation = {
  [O in ManagementOperation]: ManagementTable[O] extends { readonly pagination: object } ? O : never;
}[ManagementOperation];

/** One item of a paginated operation. */
export type PageItem<O extends PaginatedOperation> =
  NonNullable<ManagementResponse<O>[ItemsMember<O> & keyof ManagementResponse<O>]> extends readonly (infer Item)[]
    ? Item
    : never;

type ItemsMember<O extends PaginatedOperation> = ManagementTable[O] extends {
  readonly pagination: { readonly items: infer Name };
}
  ? Name
  : never;

type BodyMembers<Body> = [Body] extends [never] ? unknown : Body extends object ? Body : unknown;

/** The statuses of the exceptions that an operation declares. */
type FailureStatus<O extends ManagementOperation> = ErrorsOf<O>[keyof ErrorsOf<O>] & number;

type ExceptionOf<O extends ManagementOperation, S> = {
  [E in keyof ErrorsOf<O>]: ErrorsOf<O>[E] extends S ? E : never;
}[keyof ErrorsOf<O>];

/** The status of each exception that an operation declares. */
type ErrorsOf<O extends ManagementOperation> = ManagementErrors & ManagementTable[O]["errors"];

type Responses<O extends ManagementOperation> =
  ManagementPaths[ManagementTable[O]["path"] & keyof ManagementPaths] extends Record<
    Lowercase<ManagementTable[O]["method"]>,
    { responses: infer R }
  >
    ? R
    : never;

type JsonContent<R> = R extends { content: { "application/json": infer Body } } ? Body : unknown;
