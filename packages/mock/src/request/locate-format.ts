import {
  conversations,
  detectFormat,
  type FormatDescription,
  type FormatId,
  formats,
  loadDescription,
  possibleFormats,
  readPointer,
  streamOf,
} from "@bedrock-contract/validators";
import { EVENT_STREAM_MEDIA_TYPE, type Operation } from "@bedrock-contract/wire";
import { Refusal } from "../http/refusal.ts";
import { malformedInput } from "./read-json.ts";

/** Refuses a model that no format of the specs knows, as Bedrock refuses an unknown model: with 400, not 404. */
export function refuseUnknownModel(modelId: string): void {
  if (possibleFormats(modelId).length === 0) {
    throw Refusal.inWords("unknown-model");
  }
}

/** Refuses the ARN of a model in another Region, as Bedrock refuses an unknown model. */
export function refuseOtherRegion(modelId: string, region: string): void {
  const [, partition = "", other = ""] = /^arn:([^:]*):[^:]*:([^:]*):/.exec(modelId) ?? [];
  const isElsewhere = partition !== HOME_PARTITION && !partitionsOf(region).includes(partition);
  if (other !== "" && (other !== region || isElsewhere)) {
    throw Refusal.inWords("unknown-model");
  }
}

/** The partition of the specs' examples, in which each Region of the mock may be. */
const HOME_PARTITION = "aws";

/** The partitions that a Region may be in, by its name. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionsOf(region: string): readonly string[] {
  const [, prefix = ""] = /^(cn|us-gov|us-iso[a-z]?|eu-isoe|eusc)-/.exec(region) ?? [];
  return prefix === ""
    ? []
    : [
        `aws-${prefix
          .replace(/^(?:us|eu)-/, "")
          .replace("iso", "iso-")
          .replace(/-$/, "")}`,
      ];
}

/** Forms of a model id that name something of an account: which exist, no spec says. */
const ACCOUNT_RESOURCE = /^arn:[^:]+:[^:]+:[^:]*:[0-9]{12}:(?!foundation-model\/|inference-profile\/)/;

/**
 * Refuses a model of a provider that takes part in no conversation, as Bedrock refuses an unknown model. Models that no
 * format describes yet are known by their provider.
 */
export function refuseUnknownProvider(modelId: string): void {
  const { providers } = conversations.Converse;
  // A provider comes before the model's name: alone, after a geography, or in an ARN.
  const names = modelId.split(/[./]/).slice(0, -1);
  if (!ACCOUNT_RESOURCE.test(modelId) && !names.some((name) => providers.includes(name))) {
    throw Refusal.inWords("unknown-model");
  }
}

/** Refuses a conversation with a model of which all formats are of another kind than text. */
export function refuseSilentModel({ name }: Operation, modelId: string): void {
  const own = possibleFormats(modelId).map((id) => formats.find((format) => format.id === id)?.kind);
  if (Object.hasOwn(conversations, name) && own.length > 0 && !own.includes("text")) {
    throw Refusal.inWords("no-conversation");
  }
}

/** What a request holds for a model in the model's own form, where it is only a part of the body. */
export interface LocatedInput {
  /** The id of the format; undefined where no spec describes the inputs of the model. */
  readonly format: FormatId | undefined;
  readonly modelId: string;
  readonly input: unknown;
}

/** The input of a model that a request holds; undefined where requests of the operation hold none. */
export function locateInput({ modelInput }: Operation, body: unknown): LocatedInput | undefined {
  if (modelInput === undefined) {
    return undefined;
  }
  const modelId = String(readPointer(body, modelInput.modelId));
  const input = readPointer(body, modelInput.input);
  return { format: detectFormat(modelId, input, "async"), modelId, input };
}

/**
 * The format of a body for a model. Throws for a model that no format knows, for a body that no format of the model
 * admits, and for a stream of a format that has none.
 */
export async function locateFormat(operation: Operation, modelId: string, body: unknown): Promise<FormatDescription> {
  refuseUnknownModel(modelId);
  const id = detectFormat(modelId, body);
  if (id === undefined) {
    throw malformedInput(`the body has none of the formats that the specs describe for ${modelId}`);
  }
  const format = await loadDescription(id);
  if (operation.responseMediaType === EVENT_STREAM_MEDIA_TYPE && streamOf(format) === undefined) {
    throw Refusal.inWords("no-streaming");
  }
  return format;
}
