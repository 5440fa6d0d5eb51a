import { imageDemandOf, readPointer } from "@bedrock-contract/validators";
import { imagesOf, whyMissing } from "../../meaning/images.ts";
import type { Meant } from "./meaning-view.ts";
import type { Because, Mutant } from "./mutant.ts";

/** Images missing, too many, unreadable, of another size or type; seeds and finish reasons missing or too many. */
export function* imageMutants({ view, meaning }: Meant<"image">): Generator<Mutant> {
  const { images, seeds, finishReasons } = meaning.format.response;
  const demand = imageDemandOf(meaning.format, meaning.request);
  for (const { pointer, value } of imagesOf({ ...meaning, response: view.root })) {
    yield { class: "image-not-base64", place: pointer, answer: view.with({ [pointer]: `*${String(value)}` }) };
    yield { class: "image-garbage", place: pointer, answer: view.with({ [pointer]: "AAAA" }) };
    const cut = Buffer.from(String(value), "base64").subarray(0, -16).toString("base64");
    yield { class: "image-cut", place: pointer, answer: view.with({ [pointer]: cut }) };
    const isTyped = demand.mediaType !== undefined && demand.mediaType !== "image/png";
    const name = isTyped ? "image-retyped" : "image-resized";
    yield { class: name, place: pointer, answer: view.with({ [pointer]: NARROW }) };
  }
  const [seed, second] = view.places(seeds);
  if (seed !== undefined && second === undefined) {
    const asked = readPointer(meaning.request, meaning.format.request.seed);
    const free: Because = typeof asked === "number" && asked > 0 ? {} : { harmlessBecause: "image-seed-free" };
    const other = view.with({ [seed.pointer]: Number(seed.value) + 1 });
    yield { class: "image-seed-changed", place: seed.pointer, answer: other, ...free };
  }
  const isWhole = whyMissing({ ...meaning, response: view.root }) === undefined;
  for (const [name, place] of [
    ["image", images],
    ["image-seed", seeds],
    ["image-finish-reason", finishReasons],
  ] as const) {
    const [list] = place?.endsWith("/*") === true ? view.places(place.slice(0, -2)) : [];
    if (list !== undefined && Array.isArray(list.value) && list.value.length > 0) {
      const elements: readonly unknown[] = list.value;
      const may: Because = name === "image" && !isWhole ? { harmlessBecause: "image-missing-told" } : {};
      const fewer = view.with({ [list.pointer]: elements.slice(0, -1) });
      yield { class: `${name}-missing`, place: list.pointer, answer: fewer, ...may };
      const more = view.with({ [list.pointer]: [...elements, ...elements.slice(-1)] });
      const isOne = name === "image" && !isWhole && elements.length < demand.count;
      const allowed: Because = isOne ? { harmlessBecause: "more-images-asked" } : {};
      yield { class: `${name}-added`, place: list.pointer, answer: more, ...allowed };
    }
  }
}

/** A PNG image 1 pixel wide and 100 high: the beginning, which tells its size. */
const NARROW = Buffer.from("89504e470d0a1a0a0000000d4948445200000001000000640103000000", "hex").toString("base64");
