import { type ImageFormat, imageDemandOf, readAll, readPointer } from "@bedrock-contract/validators";
import { invalid } from "../http/refusal.ts";
import { copyJson } from "./copy-json.ts";
import { encoders, type PlainImage } from "./encode-image.ts";
import { writeAt, writeEach } from "./place.ts";
import type { Template } from "./templates.ts";
import { hashOf } from "./tokens.ts";

/** What images are drawn for. */
export interface DrawRequest {
  readonly format: ImageFormat;
  readonly body: unknown;
}

/** More images, or larger ones, are not drawn. */
const MOST_IMAGES = 100;
const LONGEST_SIDE = 16_384;

/**
 * Images are as a model has them that is asked for a relation of sides only: these are multiples of this many pixels.
 */
const SIDE_STEP = 64;

/** The images that a request asks for that no example has, of one color each: the same for the same request. */
export function drawImages({ format, body }: DrawRequest, templates: readonly Template[]): unknown {
  const { images, seeds, finishReasons, mask } = format.response;
  const demand = imageDemandOf(format, body);
  const { width, height } = sizeFor(format, demand);
  if (demand.count > MOST_IMAGES || Math.max(width, height) > LONGEST_SIDE) {
    throw invalid(`The mock draws ${MOST_IMAGES} images in one response at most, of ${LONGEST_SIDE} pixels a side.`);
  }
  const encode = encoders[demand.mediaType ?? "image/png"];
  if (encode === undefined) {
    throw invalid(`The mock draws no ${demand.mediaType}; it draws ${Object.keys(encoders).join(", ")}.`);
  }
  const seed = readPointer(body, format.request.seed);
  const own = typeof seed === "number" && seed > 0 ? seed : hashOf(body);
  const draw = (color: PlainImage["color"]): string => encode({ width, height, color }).toString("base64");
  const all = Array.from({ length: demand.count }, (_, index) => index);
  const answer: unknown = copyJson(wholeAnswer(format, templates));
  writeEach(
    answer,
    images,
    all.map((index) => draw(colorOf([body, own, index]))),
  );
  if (seeds !== undefined) {
    writeEach(
      answer,
      seeds,
      all.map((index) => own + index),
    );
  }
  if (finishReasons !== undefined) {
    const [reason = null] = readAll(answer, finishReasons).map(({ value }) => value);
    writeEach(
      answer,
      finishReasons,
      all.map(() => reason),
    );
  }
  if (mask !== undefined && demand.hasMask) {
    writeAt(answer, mask, draw([0, 0, 0]));
  }
  return answer;
}

/**
 * The size of each image: what is asked for, else what has the relation that is asked for and as many pixels as usual.
 */
function sizeFor(
  { defaultSize }: ImageFormat,
  { width, height, ratio }: ReturnType<typeof imageDemandOf>,
): Pick<PlainImage, "width" | "height"> {
  const root = Math.sqrt(defaultSize.width * defaultSize.height);
  const side = (length: number): number => Math.max(1, Math.floor(length / SIDE_STEP)) * SIDE_STEP;
  const usual =
    ratio === undefined ? defaultSize : { width: side(root * Math.sqrt(ratio)), height: side(root / Math.sqrt(ratio)) };
  return { width: width ?? usual.width, height: height ?? usual.height };
}

/** A stored answer with an image in it: others tell why there is none. */
function wholeAnswer(format: ImageFormat, templates: readonly Template[]): unknown {
  const whole = templates.find(({ answer }) => readAll(answer, format.response.images).length > 0);
  if (whole === undefined) {
    throw new Error("the format has no example with an image");
  }
  return whole.answer;
}

function colorOf(value: unknown): PlainImage["color"] {
  const hash = hashOf(value);
  return [hash & 0xff, (hash >>> 8) & 0xff, (hash >>> 16) & 0xff];
}
