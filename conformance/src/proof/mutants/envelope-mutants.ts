import { ERROR_TYPE_HEADER, errorTypeOf, followsAws, operations, REQUEST_ID_HEADER } from "@bedrock-contract/wire";
import type { AnswerHeaders } from "../../exchange/answer.ts";
import type { Mutant, RawAnswer } from "./mutant.ts";
import type { MutantContext, MutantSource } from "./mutant-source.ts";

/** Status, headers and bytes of an answer, each changed. */
export const envelopeMutants: MutantSource = function* (context) {
  yield* statusMutants(context);
  yield* headerMutants(context);
  if (context.recording.answer.status >= 400 && followsAws(context.recording.operation)) {
    yield* errorTypeMutants(context);
  }
  if (context.recording.answer.status >= 400) {
    yield* silentErrors(context);
  }
  if (context.recording.answer.status < 300) {
    yield* followsAws(context.recording.operation) ? errorsInSuccess(context) : gatewayErrors(context);
  }
  if (!context.isStream) {
    yield* byteMutants(context);
  }
};

/** Statuses that mean something else: near ones, far ones, one that redirects. */
const OTHER_STATUSES = [200, 201, 202, 204, 302, 400, 404, 409, 422, 500, 502] as const;

function* statusMutants({ recording: { answer, case: given } }: MutantContext): Generator<Mutant> {
  for (const status of OTHER_STATUSES) {
    if (status !== answer.status) {
      yield {
        class: "status-wrong",
        place: `status ${answer.status} -> ${status}`,
        answer: { ...answer, status },
        ...(given.expect.status.includes(status) ? { harmlessBecause: "status-allowed" } : {}),
      };
    }
  }
}

function* headerMutants(context: MutantContext): Generator<Mutant> {
  const { answer, operation } = context.recording;
  const declared = context.described.of(context.recording)?.headers ?? [];
  for (const { name, isRequired, schema } of declared) {
    const value = answer.headers[name];
    if (value === undefined) {
      continue;
    }
    yield {
      class: "header-missing",
      place: `${name} left out`,
      answer: withHeader(answer, name, undefined),
      ...(isRequired || name === REQUEST_ID_HEADER ? {} : { harmlessBecause: "header-optional" }),
    };
    for (const other of wrongValues(schema)) {
      yield {
        class: "header-wrong",
        place: `${name}: ${value} -> ${other}`,
        answer: withHeader(answer, name, other),
      };
    }
  }
  const followsAwsConventions = followsAws(operation);
  for (const type of [undefined, "text/html", "application/xml", "application/octet-stream"]) {
    yield {
      class: "content-type-wrong",
      place: `content-type -> ${type ?? "none"}`,
      answer: withHeader(answer, "content-type", type),
    };
  }
  if (followsAwsConventions && !declared.some(({ name }) => name === REQUEST_ID_HEADER)) {
    yield {
      class: "header-missing",
      place: `${REQUEST_ID_HEADER} left out`,
      answer: withHeader(answer, REQUEST_ID_HEADER, undefined),
    };
  }
}

/** Values that the schema of a header forbids. */
function wrongValues({ type }: Readonly<Record<string, unknown>>): readonly string[] {
  return type === "integer" ? ["many", "1.5", "", "-1"] : [];
}

function* errorTypeMutants({ recording }: MutantContext): Generator<Mutant> {
  const { answer, operation, case: given } = recording;
  const type = errorTypeOf(answer.headers) ?? "";
  // A recording's operation is one of the specs.
  const others = Object.keys(operations[operation.name as keyof typeof operations].errors);
  const wanted = given.expect.errorTypes ?? others.filter((name) => operation.errors[name] === answer.status);
  for (const other of [...others.filter((name) => name !== type), type.toLowerCase(), `${type}Error`]) {
    yield {
      class: "error-type-wrong",
      place: `${ERROR_TYPE_HEADER}: ${type} -> ${other}`,
      answer: withHeader(answer, ERROR_TYPE_HEADER, other),
      ...(wanted.includes(other) ? { harmlessBecause: "exception-allowed" } : {}),
    };
  }
  const bare = withHeader(answer, ERROR_TYPE_HEADER, undefined);
  yield { class: "error-type-missing", place: `${ERROR_TYPE_HEADER} left out`, answer: bare };
  const body = { __type: type, message: "The type is in the body." };
  yield {
    class: "error-type-missing",
    place: "the type only in the body",
    answer: { ...bare, body: Buffer.from(JSON.stringify(body)) },
  };
}

/** Errors under the status of a success, as routers and proxies answer that do not know the operation. */
function* errorsInSuccess({ recording: { answer }, isStream }: MutantContext): Generator<Mutant> {
  yield {
    class: "error-in-success",
    place: `${ERROR_TYPE_HEADER} beside the right body`,
    answer: withHeader(answer, ERROR_TYPE_HEADER, "ThrottlingException"),
  };
  if (isStream) {
    return;
  }
  const bodies = [
    { Output: { __type: "com.amazon.coral.service#UnknownOperationException" }, Version: "1.0" },
    { __type: "ValidationException", message: "It failed." },
  ];
  for (const body of bodies) {
    const text = JSON.stringify(body);
    yield { class: "error-in-success", place: text, answer: { ...answer, body: Buffer.from(text) } };
  }
}

/** An error as OpenAI's API and gateways write it. */
function* gatewayErrors({ recording: { answer }, isStream }: MutantContext): Generator<Mutant> {
  const bodies = isStream
    ? []
    : [{ error: { message: "It failed.", type: "server_error", param: null, code: null } }, { detail: "It failed." }];
  for (const body of bodies) {
    const text = JSON.stringify(body);
    yield { class: "error-in-success", place: text, answer: { ...answer, body: Buffer.from(text) } };
  }
}

/** Errors that say nothing. */
function* silentErrors({ recording: { answer } }: MutantContext): Generator<Mutant> {
  for (const body of [{}, { message: "" }]) {
    const text = JSON.stringify(body);
    yield { class: "error-silent", place: text, answer: { ...answer, body: Buffer.from(text) } };
  }
}

const ERROR_PAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>";

function* byteMutants({ recording: { answer } }: MutantContext): Generator<Mutant> {
  const { body } = answer;
  const bodies: readonly (readonly [string, string, Buffer])[] = [
    ["body-truncated", "cut by one byte", body.subarray(0, -1)],
    ["body-truncated", "cut in half", body.subarray(0, Math.floor(body.length / 2))],
    ["body-truncated", "empty", Buffer.alloc(0)],
    ["body-no-json", "an HTML page", Buffer.from(ERROR_PAGE)],
    ["body-no-json", "a byte after it", Buffer.concat([body, Buffer.from("}")])],
    ["body-no-json", "twice", Buffer.concat([body, body])],
    ["invalid-utf-8", "in its first text", withInvalidUtf8(body)],
    ["invalid-utf-8", "as UTF-16", Buffer.from(body.toString("utf8"), "utf16le")],
  ];
  for (const [name, place, changed] of bodies) {
    yield { class: name, place: `the body ${place}`, answer: { ...answer, body: changed } };
  }
}

/** A byte that is never UTF-8, in the first text of a body. */
function withInvalidUtf8(body: Buffer): Buffer {
  const at = body.indexOf('"') + 1;
  return Buffer.concat([body.subarray(0, at), Buffer.from([0xff]), body.subarray(at)]);
}

/** An answer with another value of a header, or without it. */
export function withHeader(answer: RawAnswer, name: string, value: string | undefined): RawAnswer {
  const { [name]: _, ...others } = answer.headers;
  const headers: AnswerHeaders = value === undefined ? others : { ...others, [name]: value };
  return { ...answer, headers };
}
