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
