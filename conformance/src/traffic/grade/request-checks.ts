import { describeBrokenRule, type Issue } from "@bedrock-contract/validators";
import { withoutNulls } from "../../checks/answer/null-members.ts";
import { schemaFault } from "../../checks/answer/response-schema.ts";
import type { Check, Fault, Verdict } from "../../checks/check.ts";
import { apiModel, caseDocument } from "../../checks/documents.ts";
import { type Answer, excerpt } from "../../exchange/answer.ts";
import type { ExchangeValidators } from "../../exchange/exchange-validators.ts";
import type { JsonBody } from "../../exchange/parse-json.ts";

/** What the checks of a recorded request look at. */
export interface RequestEvidence {
  /** The name of the operation. */
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly contentType: string | undefined;
  /** Undefined where there is no body. */
  readonly body: JsonBody | undefined;
  readonly bodyIs: "none" | "optional" | "required";
  readonly validators: ExchangeValidators;
  readonly isAmazonBedrock: boolean;
  /** Header parameters that the recording does not list, though they may have been on the wire. */
  readonly unknownHeaders: readonly string[];
  /** What stands in one of these instead of the body, as the rules call it. */
  readonly unknownMember: string | undefined;
}

/**
 * The checks of a recorded request. What was answered with a success must be right by the specs; after an error, a
 * fault may explain it.
 */
export function requestChecks(evidence: RequestEvidence): readonly Check[] {
  const accepted = new RequestIssues(() => withoutNullMembers(evidence));
  return [
    requestParameters(evidence, accepted),
    requestSchema(evidence, accepted),
    clientRequest(new RequestIssues(() => evidence)),
    clientContentType(evidence),
  ];
}

function requestParameters(evidence: RequestEvidence, issues: RequestIssues): Check {
  return {
    id: "request-parameters",
    level: "MUST",
    rule: "A request that succeeded has a path, query and headers that the specs accept.",
    documented: (context) => apiModel(context.case),
    verdict: ({ answer }) => (isAccepted(answer) ? acceptedVerdict(issues.ofParameters, evidence) : "not-applicable"),
  };
}

function requestSchema(evidence: RequestEvidence, issues: RequestIssues): Check {
  return {
    id: "request-schema",
    level: "MUST",
    rule: "A request that succeeded has a body that the specs accept.",
    documented: (context) => caseDocument(context.case),
    verdict: ({ answer }) =>
      !isAccepted(answer) || evidence.validators.request === undefined
        ? "not-applicable"
        : acceptedVerdict(issues.ofBody, evidence),
  };
}

function clientRequest(issues: RequestIssues): Check {
  return {
    id: "client-request",
    level: "SHOULD",
    rule: "A client sends what the specs accept. This is about the client: the error response may be correct.",
    documented: (context) => caseDocument(context.case),
    verdict: ({ answer }) => {
      if (answer.status < 400 && !beginsWithException(answer)) {
        return "not-applicable";
      }
      const all = [...issues.ofParameters, ...issues.ofBody];
      return all.length === 0
        ? "holds"
        : faultOf("the client's request breaks the specs, and got an error response", all);
    },
  };
}

/**
 * What SDKs send by themselves where a caller names no content type. It is reported both as accepted and as refused.
 */
const BYTES = /^application\/octet-stream$/i;

function clientContentType({ contentType = "" }: RequestEvidence): Check {
  return {
    id: "client-content-type",
    level: "SHOULD",
    rule: "A client sends the content type application/json. Some models do not accept application/octet-stream, which SDKs send by default.",
    documented: (context) => caseDocument(context.case),
    verdict: ({ operation }) => {
      if (operation.hasFormat !== true || contentType === "") {
        return "not-applicable";
      }
      return BYTES.test(contentType)
        ? {
            message: "the client sent the body as bytes, which some models do not accept",
            expected: "application/json",
            received: contentType,
          }
        : "holds";
    },
  };
}

/** The request as who accepted it has read it: with an optional member that is null as one that is absent. */
function withoutNullMembers(evidence: RequestEvidence): RequestEvidence {
  const { body, validators } = evidence;
  if (!body?.isJson || validators.request === undefined) {
    return evidence;
  }
  const { rest } = withoutNulls(validators.request, body.value);
  return rest === body.value ? evidence : { ...evidence, body: { ...body, value: rest } };
}

function acceptedVerdict(issues: readonly Issue[], { isAmazonBedrock }: RequestEvidence): Verdict {
  return issues.length === 0
    ? "holds"
    : faultOf(
        isAmazonBedrock
          ? "Amazon Bedrock accepted a request that the specs refuse: the specs are wrong, please report it"
          : "the request was accepted, though the specs refuse it: either the target checks less than Amazon Bedrock, or the specs are wrong",
        issues,
      );
}

function faultOf(message: string, issues: readonly Issue[]): Fault {
  const fault = schemaFault(issues);
  return { ...fault, message: `${message}: ${fault.message}` };
}

/** What is wrong with a request: two checks ask for the rules, and to judge them all takes longer than all else. */
class RequestIssues {
  readonly #read: () => RequestEvidence;
  #evidence: RequestEvidence | undefined;
  #broken: readonly Issue[] | undefined;

  constructor(read: () => RequestEvidence) {
    this.#read = read;
  }

  /** Of the path, the query and the headers, and the rules that speak of no place in the body. */
  get ofParameters(): readonly Issue[] {
    const { validators, parameters } = this.#given;
    const issues = validators.parameters?.issues(parameters) ?? [];
    const broken = this.#rules.filter(({ pointer }) => pointer === "");
    return broken.length === 0 ? issues : [...issues, ...broken];
  }

  /** Of the body, and the rules that speak of a place in it. */
  get ofBody(): readonly Issue[] {
    const { body, bodyIs, validators } = this.#given;
    if (validators.request === undefined) {
      return [];
    }
    if (body === undefined) {
      return bodyIs === "required" ? [bodyIssue("there is no body", "no body")] : [];
    }
    return body.isJson
      ? [...validators.request.issues(body.value), ...this.#rules.filter(({ pointer }) => pointer !== "")]
      : [bodyIssue(`the body is not valid JSON: ${body.reason}`, body.reason)];
  }

  get #given(): RequestEvidence {
    this.#evidence ??= this.#read();
    return this.#evidence;
  }

  get #rules(): readonly Issue[] {
    this.#broken ??= judgeRules(this.#given);
    return this.#broken;
  }
}

/** The rules that a request breaks; those that speak of a body which the specs describe name the place in it. */
function judgeRules(evidence: RequestEvidence): readonly Issue[] {
  const { operation, parameters, contentType, body, validators } = evidence;
  const envelope = {
    operation,
    parameters,
    // A recording may have left the header out; then nothing follows from it.
    contentType: contentType ?? "application/json",
    ...(body?.isJson ? { body: body.value } : {}),
  };
  const refused = (validators.rules ?? []).filter(({ validator }) => !validator.is(envelope));
  const unknown = Object.fromEntries(evidence.unknownHeaders.map((name) => [name, "unknown"]));
  const withUnknown = { ...envelope, parameters: { ...unknown, ...parameters } };
  const rules = refused.filter(
    ({ validator, names }) => !validator.is(withUnknown) && names !== evidence.unknownMember,
  );
  return rules.map((rule) => {
    const { message, pointer } = describeBrokenRule(rule, envelope);
    return {
      pointer: validators.request === undefined ? "" : pointer,
      keyword: rule.id,
      message: `the request breaks the rule ${rule.id}: ${message}`,
      expected: excerpt(rule.description),
      received: `a request that is wrong about ${rule.names}`,
    };
  });
}

function bodyIssue(message: string, received: string): Issue {
  return { pointer: "", keyword: "type", message, expected: "a JSON body", received };
}

/** Whether an answer is a success: a stream that begins with an exception refuses the request, whatever its status. */
function isAccepted(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300 && !beginsWithException(answer);
}

function beginsWithException({ stream }: Answer): boolean {
  return stream?.frames[0]?.content.kind === "exception";
}
