import { type ImageFormat, formats as listed, loadDescription } from "@bedrock-contract/validators";
import { imageSize } from "image-size";
import { expect, test } from "vitest";
import { drawImages } from "./draw-images.ts";
import { encoders } from "./encode-image.ts";

const formats = await Promise.all(listed.map(({ id }) => loadDescription(id)));

const COLORS = [
  [0, 0, 0],
  [128, 128, 128],
  [255, 255, 255],
  [200, 100, 30],
] as const;

test.each(Object.entries(encoders))("%s has the size that is asked for", (mediaType, encode) => {
  for (const color of COLORS) {
    for (const [width, height] of [
      [1, 1],
      [7, 9],
      [1344, 768],
    ] as const) {
      const { type, ...size } = imageSize(encode({ width, height, color }));
      expect({ ...size, type: `image/${type}` }).toEqual({ width, height, type: mediaType.replace("jpeg", "jpg") });
    }
  }
});

/** Decoded by libjpeg and libwebp once: one pixel of this color. */
test("the bytes are those that other decoders read", () => {
  const image = { width: 8, height: 8, color: [200, 100, 30] } as const;
  expect(encoders["image/jpeg"]?.(image).toString("hex").slice(-10)).toBe("3f009affd9");
  expect(encoders["image/webp"]?.(image).toString("hex")).toBe(
    "5249464618000000574542505650384c0c0000002f07c00100285991ebd1ff00",
  );
});

const described = formats.filter((format): format is typeof format & ImageFormat => format.kind === "image");

test.each(described)("$id: draws no more than it can", (format) => {
  const { count, width } = format.request;
  const template = [{ example: {} as never, answer: { images: ["AAAA"] } }];
  const body = (place: string, value: number) =>
    place
      .split("/")
      .slice(1)
      .reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
  for (const place of [count, width].filter((each) => each !== undefined)) {
    expect(() => drawImages({ format, body: body(place, 1_000_000) }, template)).toThrow("draws 100 images");
  }
});
