import { formats, meanings, possibleFormats, readPointer } from "@bedrock-contract/validators";
import type { Operation } from "@bedrock-contract/wire";
import { writeAt } from "../generate/place.ts";

/** The id of a foundation model, or its ARN in the Region of the examples. */
const FOUNDATION_MODEL = /^(?:arn:aws:bedrock:us-east-1::foundation-model\/)?(([a-z0-9-]+)\.([a-z0-9][a-z0-9.:-]*))$/;

/**
 * The details of a model that no example shows and that can be invoked all the same, because a format of the specs
 * knows its id: those of a known model of its format, or of its kind, with its own names. Undefined for other
 * operations and other models.
 */
export function describeModel(operation: Operation, bodies: readonly unknown[], identifier: string): unknown {
  const { id: place, name: namePlace = "", provider: providerPlace = "" } = meanings[operation.name]?.listed ?? {};
  const [, modelId = "", provider = "", name = ""] = FOUNDATION_MODEL.exec(identifier) ?? [];
  // What stands before the id of another model is a geography, and the whole names an inference profile.
  if (place === undefined || possibleFormats(name).length > 0) {
    return undefined;
  }
  const idOf = (body: unknown): string => String(readPointer(body, place));
  const like = [sameFormat, sameKind]
    .map((isAlike) => bodies.find((body) => isAlike(idOf(body), modelId)))
    .find((body) => body !== undefined);
  if (like === undefined) {
    return undefined;
  }
  const known = JSON.stringify(idOf(like)).slice(1, -1);
  const described: unknown = JSON.parse(JSON.stringify(like).replaceAll(known, modelId));
  const sibling = bodies.find((body) => idOf(body).startsWith(`${provider}.`));
  writeAt(described, namePlace, inWords(name.replace(/(?:-v\d+)?(?::.*)?$/, "")));
  writeAt(described, providerPlace, sibling === undefined ? inWords(provider) : readPointer(sibling, providerPlace));
  return described;
}

/** The id of a profile of the service, or its ARN: a geography and the id of a model. */
const PROFILE =
  /^(?:arn:[^:]+:bedrock:[^:]*:[^:]*:inference-profile\/)?([a-z]{2,6}(?:-[a-z]{2,4})?)\.(([a-z0-9-]+)\.([a-z0-9.:-]+))$/;

/**
 * The details of a profile of the service that no example shows and that can be invoked all the same, because a format
 * of the specs knows the id of its model: those of a known profile, with its own names. Which Regions it routes to no
 * document says of another geography: its models have none, as those of global profiles have none in recordings.
 */
export function describeProfile(operation: Operation, bodies: readonly unknown[], identifier: string): unknown {
  const places = meanings[operation.name]?.routed;
  const [, geography = "", modelId = "", , name = ""] = PROFILE.exec(identifier) ?? [];
  if (places === undefined || possibleFormats(modelId).length === 0) {
    return undefined;
  }
  const known = bodies.map((body) => ({ body, id: PROFILE.exec(String(readPointer(body, places.id))) }));
  const like = known.find(({ id }) => id?.[1] === geography) ?? known.find(({ id }) => id !== null);
  const [, knownGeography = "", knownModel = ""] = like?.id ?? [];
  if (like === undefined) {
    return undefined;
  }
  const text = JSON.stringify(like.body).replaceAll(knownModel, modelId);
  const described: unknown = JSON.parse(text.replaceAll(`${knownGeography}.${modelId}`, `${geography}.${modelId}`));
  const title = inWords(name.replace(/(?:-v\d+)?(?::.*)?$/, ""));
  writeAt(described, places.name, `${geography.toUpperCase()} ${title}`);
  writeAt(described, places.description, `Routes requests to ${title}.`);
  if (geography !== knownGeography) {
    writeAt(described, places.models, [{ modelArn: `arn:aws:bedrock:::foundation-model/${modelId}` }]);
  }
  return described;
}

function sameFormat(known: string, modelId: string): boolean {
  const [format] = possibleFormats(modelId);
  return format !== undefined && possibleFormats(known)[0] === format;
}

function sameKind(known: string, modelId: string): boolean {
  const kind = kindOf(modelId);
  return kind !== undefined && kindOf(known) === kind;
}

function kindOf(modelId: string): string | undefined {
  const [format] = possibleFormats(modelId);
  return formats.find(({ id }) => id === format)?.kind;
}

/** `claude-3-haiku` as a name: `Claude 3 Haiku`. */
function inWords(name: string): string {
  return name
    .split("-")
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join(" ");
}
