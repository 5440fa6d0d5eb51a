import type { BodiesOfKind } from "./format-description.ts";
import { readAll, readPointer } from "./pointer.ts";

/** Which images a request asks for. */
export interface ImageDemand {
  readonly count: number;
  /** In pixels; undefined where neither request nor document says, or where an image of the request gives the size. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Width divided by height; undefined under the same conditions. */
  readonly ratio: number | undefined;
  /** Such as `image/png`; undefined where neither the request nor the format says. */
  readonly mediaType: string | undefined;
  /** Whether the mask that was used is asked for. */
  readonly hasMask: boolean;
}

/** Which images a request asks for, by the places of its format. */
export function imageDemandOf(
  { defaultSize, defaultAspectRatio, defaultMediaType, request: places }: BodiesOfKind<"image">,
  request: unknown,
): ImageDemand {
  const usual = defaultSize.isDocumented === true ? defaultSize : undefined;
  const isSized = [places.sizeFrom ?? []].flat().every((place) => readAll(request, place).length === 0);
  const sizeAt = (place: string | undefined, other: number | undefined): number | undefined =>
    isSized ? (numberAt(request, place) ?? other) : undefined;
  const format = readPointer(request, places.outputFormat);
  const ratio = readPointer(request, places.aspectRatio) ?? defaultAspectRatio;
  return {
    count: numberAt(request, places.count) ?? 1,
    width: sizeAt(places.width, usual?.width),
    height: sizeAt(places.height, usual?.height),
    ratio: isSized && typeof ratio === "string" ? ratioOf(ratio) : undefined,
    mediaType: typeof format === "string" ? `image/${format.toLowerCase()}` : defaultMediaType,
    hasMask: readPointer(request, places.mask) === true,
  };
}

/** `16:9` as a number. */
function ratioOf(text: string): number | undefined {
  const [width, height] = text.split(":").map(Number);
  const ratio = Number(width) / Number(height);
  return Number.isFinite(ratio) && ratio > 0 ? ratio : undefined;
}

function numberAt(request: unknown, place: string | undefined): number | undefined {
  const value = readPointer(request, place);
  return typeof value === "number" ? value : undefined;
}
