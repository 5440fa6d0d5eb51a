import { imageDemandOf, readAll, readPointer } from "@bedrock-contract/validators";
import { type ImageFacts, imagesOf, maskOf, readImage, whyMissing } from "../../meaning/images.ts";
import type { ImagesMeaning } from "../../meaning/meaning.ts";
import type { Difference } from "../../result.ts";
import { type Check, type Verdict, verdictOf } from "../check.ts";
import { formatDocument } from "./documents.ts";
import { semanticCheck, worstOf } from "./semantic-check.ts";

/** Models draw sides of certain lengths only, so that the relation of two is near to what is asked for. */
const RATIO_TOLERANCE = 0.05;

/** A client takes the first image, or each that it has asked for. */
export const imageCount: Check = semanticCheck({
  id: "image-count",
  kinds: ["image"],
  level: "MUST",
  rule: "There are as many images as the request asks for, and the mask if it asks for one; fewer only if the response says why.",
  document: formatDocument("request.count, response.error, response.finishReasons"),
  judge: judgeCount,
});

/** What cannot be read cannot be shown. */
export const imageData: Check = semanticCheck({
  id: "image-data",
  kinds: ["image"],
  level: "MUST",
  rule: "Each image is base64 of a PNG, JPEG or WebP image, from its beginning to its end.",
  document: formatDocument("response.images"),
  judge: judgeData,
});

/** Pages and videos have a place of a certain size for an image. */
export const imageSides: Check = semanticCheck({
  id: "image-sides",
  kinds: ["image"],
  level: "MUST",
  rule: "Each image has the width and height that the request asks for, or nearly that aspect ratio.",
  document: formatDocument("request.width, request.height, request.aspectRatio"),
  judge: judgeSides,
});

/** A file is named by its type before it is opened. */
export const imageType: Check = semanticCheck({
  id: "image-type",
  kinds: ["image"],
  level: "MUST",
  rule: "Each image has the media type that the request asks for, or else the default of the format.",
  document: formatDocument("request.outputFormat, defaultMediaType"),
  judge: judgeType,
});

/** An image can be drawn again with its seed. */
export const imageSeeds: Check = semanticCheck({
  id: "image-seeds",
  kinds: ["image"],
  level: "MUST",
  rule: "There is one seed for each image; for a single image it is the seed of the request.",
  document: formatDocument("request.seed, response.seeds"),
  judge: judgeSeeds,
});

/** An image without its reason may be one that a filter has changed. */
export const imageFinishReasons: Check = semanticCheck({
  id: "image-finish-reasons",
  kinds: ["image"],
  level: "MUST",
  rule: "There is one finish reason for each image that the request asks for.",
  document: formatDocument("response.finishReasons"),
  judge: judgeFinishReasons,
});

function judgeCount(meaning: ImagesMeaning): Verdict {
  const { count, hasMask } = imageDemandOf(meaning.format, meaning.request);
  const received = imagesOf(meaning).length;
  const mayMiss = whyMissing(meaning) !== undefined;
  const { images, mask } = meaning.format.response;
  if (received > count || (received < count && !mayMiss)) {
    const expected = mayMiss ? `${count} or fewer` : String(count);
    return { message: "wrong number of images", pointer: listOf(images), expected, received: String(received) };
  }
  return mask !== undefined && hasMask && !mayMiss && maskOf(meaning).length === 0
    ? { message: "the mask is missing", pointer: mask, expected: "the mask that was used", received: "nothing" }
    : "holds";
}

function judgeData(meaning: ImagesMeaning): Verdict {
  const all = [...imagesOf(meaning), ...maskOf(meaning)];
  const differences = all.flatMap(({ pointer, value }) => {
    const facts = readImage(value);
    const received = typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : JSON.stringify(value);
    return typeof facts === "string" ? [{ pointer, message: facts, expected: "an image in base64", received }] : [];
  });
  return verdictOf(differences, { applies: all.length > 0 });
}

function judgeSides(meaning: ImagesMeaning): Verdict {
  const { width, height, ratio } = imageDemandOf(meaning.format, meaning.request);
  return judgeEach(meaning, width !== undefined || height !== undefined || ratio !== undefined, (image) => {
    const isWrong = (width ?? image.width) !== image.width || (height ?? image.height) !== image.height;
    const isFar = ratio !== undefined && Math.abs(image.width / image.height / ratio - 1) > RATIO_TOLERANCE;
    const message = isWrong ? "the image has another size" : "the sides of the image have another relation";
    const sides = `${width ?? "any"} x ${height ?? "any"}`;
    const expected = isWrong ? sides : `width / height near ${ratio?.toFixed(2)}`;
    return isWrong || isFar ? { message, expected, received: `${image.width} x ${image.height}` } : undefined;
  });
}

function judgeType(meaning: ImagesMeaning): Verdict {
  const { mediaType: expected } = imageDemandOf(meaning.format, meaning.request);
  return judgeEach(meaning, expected !== undefined, ({ mediaType: received }) =>
    expected === undefined || received === expected
      ? undefined
      : { message: "unexpected media type of the image", expected, received },
  );
}

function judgeSeeds(meaning: ImagesMeaning): Verdict {
  const { seeds } = meaning.format.response;
  const images = imagesOf(meaning).length;
  return seeds === undefined || images === 0
    ? "not-applicable"
    : worstOf([judgeLength(meaning, { place: seeds, expected: images, what: "seeds" }), judgeSeed(meaning, seeds)]);
}

/** 0 asks for any seed. Which seed the second of several images has is not documented. */
function judgeSeed({ format, request, response }: ImagesMeaning, place: string): Verdict {
  const asked = readPointer(request, format.request.seed);
  const [seed, second] = readAll(response, place);
  return typeof asked !== "number" || asked === 0 || seed === undefined || second !== undefined || seed.value === asked
    ? "holds"
    : {
        message: "the seed is not the one that the request asks for",
        pointer: seed.pointer,
        expected: String(asked),
        received: JSON.stringify(seed.value),
      };
}

function judgeFinishReasons(meaning: ImagesMeaning): Verdict {
  const { finishReasons } = meaning.format.response;
  const { count } = imageDemandOf(meaning.format, meaning.request);
  return finishReasons === undefined
    ? "not-applicable"
    : judgeLength(meaning, { place: finishReasons, expected: count, what: "finish reasons" });
}

interface Length {
  readonly place: string;
  readonly expected: number;
  readonly what: string;
}

function judgeLength({ response }: ImagesMeaning, { place, expected, what }: Length): Verdict {
  const received = readAll(response, place).length;
  return received === expected
    ? "holds"
    : {
        message: `wrong number of ${what}`,
        pointer: listOf(place),
        expected: String(expected),
        received: String(received),
      };
}

/** Judges each image that can be read; others are found elsewhere. */
function judgeEach(
  meaning: ImagesMeaning,
  applies: boolean,
  judge: (image: ImageFacts) => Omit<Difference, "pointer"> | undefined,
): Verdict {
  const images = imagesOf(meaning);
  const differences = images.flatMap(({ pointer, value }) => {
    const facts = readImage(value);
    const fault = typeof facts === "string" ? undefined : judge(facts);
    return fault === undefined ? [] : [{ pointer, ...fault }];
  });
  return verdictOf(differences, { applies: applies && images.length > 0 });
}

/** The pointer to the list that a `*` goes through. */
function listOf(place: string): string {
  return place.slice(0, Math.max(0, place.indexOf("/*")));
}
