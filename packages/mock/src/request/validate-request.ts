import {
  describeBrokenRule,
  type FormatDescription,
  type Issue,
  loadFormat,
  loadOperation,
  type RequestEnvelope,
  type RequestRule,
  type TextFormat,
} from "@bedrock-contract/validators";
import type { Operation } from "@bedrock-contract/wire";
import { invalid, Refusal } from "../http/refusal.ts";
import type { Turns } from "../http/turns.ts";
import { faultOfModel, isReadByModel } from "./fault-of-model.ts";
import { faultsInWords } from "./faults-in-words.ts";
import { locateInput } from "./locate-format.ts";
import { malformedInput } from "./read-json.ts";
import type { ExampleRequest } from "./understood-request.ts";

/** What a body is taken for whose content type nothing says. */
const DEFAULT_CONTENT_TYPE = "application/json";

/** How a request is validated. */
export interface ValidateOptions {
  /** What the request says that its body is. Default: JSON. */
  readonly contentType?: string | undefined;
  /** The turns that it takes among others. */
  readonly turns: Turns;
}

/**
 * Throws the exception of a request that breaks the spec: its parameters, the rules that bind several parts of a
 * request together, its body, the rules of the body's format. The compiled validators
 * decide alone, so that mock, client and suite have one verdict.
 */
export async function validateRequest(
  request: ExampleRequest,
  { contentType = DEFAULT_CONTENT_TYPE, turns }: ValidateOptions,
): Promise<void> {
  const { operation, format, parameters, body } = request;
  const validators = await loadOperation(operation.name);
  const parameterIssues = validators.parameters.issues(parameters);
  const bodyIssues = (format === undefined ? validators.request : undefined)?.issues(body) ?? [];
  const issues = [...parameterIssues, ...bodyIssues];
  if (issues.length > 0) {
    throw invalid(
      `${issues.length} validation ${issues.length === 1 ? "error" : "errors"} detected: ${listed(issues)}`,
    );
  }
  const envelope = { operation: operation.name, parameters, contentType, body };
  await refuseBrokenRule(operation, validators.rules, { envelope, turns });
  if (format !== undefined) {
    await refuseOtherFormat(operation, format, { envelope, place: "", turns });
  }
  const located = locateInput(operation, body);
  if (located?.format !== undefined) {
    const { format: id, modelId, input } = located;
    const place = operation.modelInput?.input ?? "";
    const sent = { envelope: { parameters: { modelId }, contentType, body: input }, place, turns };
    await refuseOtherFormat(operation, { id }, sent);
  }
}

interface Judged {
  readonly envelope: RequestEnvelope;
  readonly turns: Turns;
}

/** What a model is sent, and where it stands in the body. */
interface SentToModel extends Judged {
  readonly place: string;
}

function within(place: string): (issue: Issue) => Issue {
  return (issue) => ({ ...issue, pointer: place + issue.pointer });
}

/** What is known of the format of a body: all of it, or its id. */
type KnownFormat = Pick<FormatDescription, "id"> & Pick<TextFormat, "refusals">;

async function refuseOtherFormat(operation: Operation, format: KnownFormat, sent: SentToModel): Promise<void> {
  const { envelope, place } = sent;
  const { invokeRequest, rules } = await loadFormat(format.id);
  const issues = invokeRequest.issues(envelope.body);
  if (issues.length > 0) {
    throw place === "" ? refusedBody(issues, format, envelope) : malformedInput(listed(issues.map(within(place))));
  }
  await refuseBrokenRule(operation, rules, sent);
}

function refusedBody(issues: readonly Issue[], { refusals }: KnownFormat, envelope: RequestEnvelope): Refusal {
  const { body, parameters } = envelope;
  if (refusals !== undefined && isReadByModel(refusals, parameters.modelId)) {
    return invalid(faultOfModel(issues, { body, refusals }) ?? "");
  }
  return malformedInput(`${refusals?.beforeFaults ?? ""}${faultsInWords(issues, body)}`);
}

/** Rules look at every turn of a conversation, of which a request may have hundreds of thousands. */
async function refuseBrokenRule(
  operation: Operation,
  rules: readonly RequestRule[],
  { envelope, turns }: Judged,
): Promise<void> {
  for (const rule of rules) {
    const start = performance.now();
    if (!rule.validator.is(envelope)) {
      throw brokenRule(operation, rule, envelope);
    }
    if (performance.now() - start > LONG_MS) {
      await turns.take();
    }
  }
}

/** Milliseconds of work for one rule: of a request of usual length a rule takes microseconds, and waits for nobody. */
const LONG_MS = 2;

function brokenRule(operation: Operation, rule: RequestRule, envelope: RequestEnvelope): Refusal {
  const { error = "ValidationException", status = 400, names } = rule;
  const { message, pointer, isPlaced } = describeBrokenRule(rule, envelope);
  const isClear = isPlaced || pointer === "" || pointer === `/${names}`;
  return new Refusal(error, operation.errors[error] ?? status, isClear ? message : `${message} (${pointer})`);
}

/** A message stays readable where a long list has the same fault in each element. */
const MAX_LISTED_ISSUES = 10;

/** The issues of a request in one sentence. */
export function listed(issues: readonly Issue[]): string {
  const sentences = issues.slice(0, MAX_LISTED_ISSUES).map(({ pointer, message }) => `${pointer || "#"}: ${message}`);
  const rest = issues.length - sentences.length;
  return [...sentences, ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ");
}
