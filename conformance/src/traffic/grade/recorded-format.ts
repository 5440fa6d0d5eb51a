import { detectFormat, type FormatId, formats } from "@bedrock-contract/validators";
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
  /** The parsed body of the request; undefined where it was not recorded or is no JSON. */
  readonly body: unknown;
  readonly answer: Answer;
}

/** Finds the format of an exchange whose bodies are those of a format. */
export async function recordedFormat({ operation, modelId, body, answer }: FormatEvidence): Promise<RecordedFormat> {
  const plain = await opaqueValidators(operation.name);
  const format = body === undefined ? undefined : detectFormat(modelId, body);
  if (format === undefined) {
    const reason =
      body === undefined ? "without the request's body its format is unknown" : `no spec for the format of ${modelId}`;
    return { validators: plain, reason };
  }
  const validators = await loadValidators({ operation: operation.name, format });
  return isGuess(modelId) && !isBorneOut({ body, answer, validators })
    ? { validators: plain, reason: "the model id does not name the model, and its format is none of the specs'" }
    : { format, validators };
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
 * Whether the members of the request alone told the format, because the id hides the model. Such ids may stand for any model, also for one of a format
 * without a spec, whose members look alike. Imported models speak the formats of the specs only.
 */
function isGuess(modelId: string): boolean {
  const candidates = formats.filter(({ routing }) => routing.modelIds.some((id) => new RegExp(id, "u").test(modelId)));
  return candidates.length > 1 && modelId.startsWith("arn:") && !modelId.includes(":imported-model/");
}

/** A guess counts where both sides are as the format has them. */
function isBorneOut({
  body,
  answer,
  validators,
}: Pick<FormatEvidence, "body" | "answer"> & Pick<RecordedFormat, "validators">): boolean {
  const { request, response, chunk } = validators;
  if (answer.status >= 300 || request?.is(body) === false) {
    return false;
  }
  return answer.stream === undefined
    ? answer.json.isJson && response?.is(answer.json.value) !== false
    : chunksOf(answer.stream).every(({ value }) => chunk?.is(value) !== false);
}
