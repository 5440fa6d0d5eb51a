import { type FormatId, formats, possibleFormats } from "@bedrock-contract/validators";
import type { Operation } from "@bedrock-contract/wire";
import type { Answer } from "../../exchange/answer.ts";
import { type ExchangeValidators, loadValidators } from "../../exchange/exchange-validators.ts";
import { chunksOf } from "../../exchange/stream/chunks.ts";

/** The format of an exchange and what judges it; without a format, why none is known. */
export type RecordedFormat =
  | { readonly format: FormatId; readonly validators: ExchangeValidators }
  | { readonly format?: never; readonly validators: ExchangeValidators; readonly reason: string };

/** What the format is read from. */
export interface FormatEvidence {
  readonly operation: Operation;
  readonly modelId: string;
  /** The parsed body of the request; undefined where it was not recorded or is not JSON. */
  readonly body: unknown;
  readonly answer: Answer;
}

/**
 * Finds the format of an exchange whose bodies are those of a format: the one that is `told`, else what model id and
 * request tell. Where they leave several, because the id hides the model or the request was not recorded, it is the
 * first that both sides bear out.
 */
export async function recordedFormat(evidence: FormatEvidence, told?: FormatId): Promise<RecordedFormat> {
  const { operation, modelId, body } = evidence;
  const possible = told === undefined ? possibleFormats(modelId, body) : [told];
  const [likeliest] = possible;
  const isTold = told !== undefined || (body === undefined ? possible.length === 1 : !isGuess(modelId));
  if (likeliest !== undefined && isTold) {
    return { format: likeliest, validators: await loadValidators({ operation: operation.name, format: likeliest }) };
  }
  for (const format of possible) {
    const validators = await loadValidators({ operation: operation.name, format });
    if (isBorneOut(evidence, validators)) {
      return { format, validators };
    }
  }
  return { validators: await opaqueValidators(operation.name), reason: reasonOf(evidence, possible) };
}

function reasonOf({ modelId, body }: FormatEvidence, possible: readonly FormatId[]): string {
  if (possible.length === 0) {
    return `no spec for the format of ${modelId}`;
  }
  return body === undefined
    ? "without the request's body its format is unknown"
    : "the model id does not name the model, and its format is none of the specs'";
}

/** Without a format any body will do: what InvokeModel alone says of bodies. */
async function opaqueValidators(operation: string): Promise<ExchangeValidators> {
  const [ofOperation, { response }] = await Promise.all([
    loadValidators({ operation }),
    loadValidators({ operation: "InvokeModel" }),
  ]);
  return response === undefined ? ofOperation : { ...ofOperation, request: response, chunk: response };
}

/**
 * Whether the members of the request alone told the format, because the id hides the model. Such ids may stand for any
 * model, also for one of a format without a spec, whose members look alike. Imported models speak the formats of the
 * specs only.
 */
function isGuess(modelId: string): boolean {
  const candidates = formats.filter(({ routing }) => routing.modelIds.some((id) => new RegExp(id, "u").test(modelId)));
  return candidates.length > 1 && modelId.startsWith("arn:") && !modelId.includes(":imported-model/");
}

/** A guess counts where both sides are as the format has them. */
function isBorneOut({ body, answer }: FormatEvidence, { request, response, chunk }: ExchangeValidators): boolean {
  if (answer.status >= 300 || (body !== undefined && request?.is(body) === false)) {
    return false;
  }
  return answer.stream === undefined
    ? answer.json.isJson && response?.is(answer.json.value) !== false
    : chunksOf(answer.stream).every(({ value }) => chunk?.is(value) !== false);
}
