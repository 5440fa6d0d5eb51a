import { followsAws, type Operation } from "@bedrock-contract/wire";

/**
 * What AWS answers in front of every service, by the name of the exception: no api model lists these. The names are
 * those of AWS's list of common errors and of its signature check, as they stand in `x-amzn-errortype`.
 */
const COMMON_ERRORS: Readonly<Record<string, readonly number[]>> = {
  AccessDeniedException: [403],
  ExpiredTokenException: [403],
  IncompleteSignatureException: [400, 403],
  InternalFailure: [500],
  InvalidSignatureException: [403],
  MalformedHttpRequestException: [400],
  MissingAuthenticationTokenException: [403],
  OptInRequired: [403],
  RequestAbortedException: [400],
  RequestEntityTooLargeException: [413],
  RequestExpired: [400],
  RequestTimeoutException: [408],
  SerializationException: [400],
  ServiceUnavailable: [503],
  ServiceUnavailableException: [503],
  UnknownOperationException: [400, 404],
  UnrecognizedClientException: [403],
};

/** The exceptions that may come with a status, of the operation and of AWS in general. */
export function exceptionsOf({ errors }: Operation, status: number): readonly string[] {
  const declared = Object.keys(errors).filter((name) => errors[name] === status);
  const common = Object.keys(COMMON_ERRORS).filter((name) => COMMON_ERRORS[name]?.includes(status));
  return [...new Set([...declared, ...common])];
}

/**
 * The statuses that an operation may be answered with. A gateway's errors have no names, and each gateway has its own:
 * any status of an error will do.
 */
export function statusesOf(operation: Operation): readonly number[] {
  let statuses = known.get(operation);
  if (statuses === undefined) {
    statuses = findStatuses(operation);
    known.set(operation, statuses);
  }
  return statuses;
}

const known = new WeakMap<Operation, readonly number[]>();

function findStatuses(operation: Operation): readonly number[] {
  const { successStatus, errors } = operation;
  if (!followsAws(operation)) {
    return [successStatus, ...Array.from({ length: 200 }, (_, index) => 400 + index)];
  }
  const all = [...Object.values(errors), ...Object.values(COMMON_ERRORS).flat()];
  return [successStatus, ...[...new Set(all)].toSorted((one, other) => one - other)];
}
