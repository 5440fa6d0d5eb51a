/** What exactly is wrong with the signature of a request. */
export type SignatureFailureKind =
  | "missing-authorization"
  | "malformed-authorization"
  | "missing-date"
  | "unsigned-header"
  | "absent-signed-header"
  | "unknown-access-key"
  | "missing-session-token"
  | "wrong-session-token"
  | "wrong-scope-date"
  | "wrong-scope-region"
  | "wrong-scope-service"
  | "expired"
  | "not-yet-valid"
  | "wrong-payload-hash"
  | "wrong-signature"
  | "unsigned-event"
  | "wrong-event-signature";

/**
 * The exceptions that AWS answers to a failed authentication, all with status 403. They are in no service model of
 * Bedrock.
 */
export type AuthenticationErrorType =
  | "MissingAuthenticationTokenException"
  | "IncompleteSignatureException"
  | "UnrecognizedClientException"
  | "InvalidSignatureException";

/** Why a signature is refused. */
export interface SignatureFailure {
  readonly kind: SignatureFailureKind;
  /** The exception that AWS answers to it. */
  readonly errorType: AuthenticationErrorType;
  /** What is wrong, and what was expected; it holds no secret. */
  readonly message: string;
}

const ERROR_TYPES: Readonly<Record<SignatureFailureKind, AuthenticationErrorType>> = {
  "missing-authorization": "MissingAuthenticationTokenException",
  "malformed-authorization": "IncompleteSignatureException",
  "missing-date": "IncompleteSignatureException",
  "unsigned-header": "InvalidSignatureException",
  "absent-signed-header": "InvalidSignatureException",
  "unknown-access-key": "UnrecognizedClientException",
  "missing-session-token": "UnrecognizedClientException",
  "wrong-session-token": "UnrecognizedClientException",
  "wrong-scope-date": "InvalidSignatureException",
  "wrong-scope-region": "InvalidSignatureException",
  "wrong-scope-service": "InvalidSignatureException",
  expired: "InvalidSignatureException",
  "not-yet-valid": "InvalidSignatureException",
  "wrong-payload-hash": "InvalidSignatureException",
  "wrong-signature": "InvalidSignatureException",
  "unsigned-event": "InvalidSignatureException",
  "wrong-event-signature": "InvalidSignatureException",
};

/** The failure of a kind, with the exception that belongs to it. */
export function signatureFailure(kind: SignatureFailureKind, message: string): SignatureFailure {
  return { kind, errorType: ERROR_TYPES[kind], message };
}
