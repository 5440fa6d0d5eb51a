import { conversations, formats, possibleFormats } from "@bedrock-contract/validators";
import { type ErrorMessageName, isRefusedModel, type KnownOperation } from "@bedrock-contract/wire";
import { examplesOfApi } from "../examples/read-examples.ts";
import { Refusal } from "../http/refusal.ts";

/**
 * Refuses the bare id of a model that is called by inference profiles only, and a model whose life has ended, as
 * Bedrock refuses them. Models of the examples are there for ever.
 */
export function refuseUnavailableModel({ name, hasFormat }: KnownOperation, modelId: string): void {
  // Tokens are counted by the bare id of any model.
  if (hasFormat !== true && !Object.hasOwn(conversations, name)) {
    return;
  }
  if (isRefused("on-demand-throughput", [modelId, modelId.replace(FOUNDATION_MODEL, "")])) {
    throw Refusal.inWords("on-demand-throughput", { modelId });
  }
  if (isRefused("end-of-life", bareIds(modelId)) || isRetired(modelId)) {
    throw Refusal.inWords("end-of-life");
  }
}

const FOUNDATION_MODEL = /^arn:[^:]+:bedrock:[^:]*:[^:]*:foundation-model\//;
const PROFILE = /^arn:[^:]+:bedrock:[^:]*:[^:]*:inference-profile\//;
const GEOGRAPHY = /^[a-z]{2,6}(?:-[a-z]{2,4})?[.](?=[a-z0-9-]+[.])/;

/** The id of a model without what may stand before it. */
function bareIds(modelId: string): readonly string[] {
  const id = modelId.replace(FOUNDATION_MODEL, "").replace(PROFILE, "");
  return [id, id.replace(GEOGRAPHY, "")];
}

function isRefused(name: ErrorMessageName, ids: readonly string[]): boolean {
  return ids.some((id) => isRefusedModel(name, id));
}

const retired = new Map<string, boolean>();

/** Whether all formats of a model are retired, and no example is of it. */
function isRetired(modelId: string): boolean {
  const known = retired.get(modelId);
  if (known !== undefined) {
    return known;
  }
  const own = possibleFormats(modelId).map((id) => formats.find((format) => format.id === id));
  const ids = bareIds(modelId);
  const found =
    own.length > 0 &&
    own.every((format) => format?.lifecycle?.state === "end-of-life") &&
    own.every(
      (format) =>
        !examplesOfApi(format?.id ?? "").some(({ parameters }) =>
          bareIds(String(parameters.modelId)).some((id) => ids.includes(id)),
        ),
    );
  retired.set(modelId, found);
  return found;
}
