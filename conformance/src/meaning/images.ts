import { createRequire } from "node:module";
import { type PlacedValue, readAll, readPointer } from "@bedrock-contract/validators";
import type * as ImageSize from "image-size";
import type { ImagesMeaning } from "./meaning.ts";

/** What an image says of itself. */
export interface ImageFacts {
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
}

/** The images of a response, as they stand there. */
export function imagesOf({ format, response }: Pick<ImagesMeaning, "format" | "response">): readonly PlacedValue[] {
  return readAll(response, format.response.images);
}

/** The mask of a response, if it has one. */
export function maskOf({ format, response }: Pick<ImagesMeaning, "format" | "response">): readonly PlacedValue[] {
  return readAll(response, format.response.mask ?? []).filter(({ value }) => value !== null);
}

/**
 * Why images are missing, as the response says: an error, or reasons that an image ended with. Undefined where it says
 * nothing.
 */
export function whyMissing({ format, response }: Pick<ImagesMeaning, "format" | "response">): unknown {
  const { error, finishReasons, success = null } = format.response;
  const reasons = readAll(response, finishReasons ?? []).map(({ value }) => value);
  return readPointer(response, error) ?? reasons.find((reason) => reason !== success);
}

/** Reads an image in base64; a string says why it cannot be read. */
export function readImage(value: unknown): ImageFacts | string {
  if (typeof value !== "string" || value === "" || !BASE64.test(value)) {
    return "the image is not base64";
  }
  const bytes = Buffer.from(value, "base64");
  try {
    const { width, height, type = "" } = sizeOf(bytes);
    const mediaType = MEDIA_TYPES[type];
    if (mediaType === undefined) {
      return `the image is of another type, ${type}`;
    }
    return isWhole[type]?.(bytes) === false ? "the image is cut off" : { mediaType, width, height };
  } catch {
    return "the bytes are not an image";
  }
}

/** Few runs meet an image: what reads them is loaded by the first. */
const require = createRequire(import.meta.url);

function sizeOf(bytes: Uint8Array): ReturnType<typeof ImageSize.imageSize> {
  const { imageSize } = require("image-size") as typeof ImageSize; // The package's own types.
  return imageSize(bytes);
}

/** Whether an image has its end, by the names of `image-size`. */
const isWhole: Readonly<Record<string, (bytes: Buffer) => boolean>> = {
  png: (bytes) => bytes.includes("IEND", -64),
  jpg: (bytes) => bytes.lastIndexOf(Buffer.from([0xff, 0xd9])) > 0,
  webp: (bytes) => bytes.length >= bytes.readUInt32LE(4) + 8,
};

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What models draw, by the names of `image-size`. */
const MEDIA_TYPES: Readonly<Record<string, string>> = { png: "image/png", jpg: "image/jpeg", webp: "image/webp" };
