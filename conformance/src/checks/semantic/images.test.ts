import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { changed, faultsOf } from "../../../test/faults-of.ts";
import { imageChecks } from "./semantic-checks.ts";

const HELLO = "nova-canvas/InvokeModel/hello";
const TWO = "nova-canvas/InvokeModel/all-parameters";
const SOME = "nova-canvas/InvokeModel/some-filtered";
const MASK = "nova-canvas/InvokeModel/try-on-prompt";
const STABLE = "stability/InvokeModel/hello";
const JPEG = "stability/InvokeModel/all-parameters";
const WEBP = "stability/InvokeModel/remove-background";
const FILTERED = "stability/InvokeModel/filtered";

/** The beginning of a PNG image, which says how large it is, and its end. */
const png = (width: number, height: number): string => {
  const bytes = Buffer.from(
    `89504e470d0a1a0a0000000d4948445200000000000000000803000000${"00".repeat(4)}0000000049454e44ae426082`,
    "hex",
  );
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes.toString("base64");
};

/** A wrong response: what an example's response becomes by changes, each a pointer with its new value. */
const rows = [
  { check: "image-count", title: "no image", of: HELLO, set: { "/images": [] } },
  { check: "image-count", title: "an image missing", of: TWO, set: { "/images/1": undefined } },
  { check: "image-count", title: "more than asked for", of: HELLO, set: { "/images/1": png(512, 512) } },
  { check: "image-count", title: "as few, and no word why", of: SOME, set: { "/error": null } },
  {
    check: "image-count",
    title: "a success without an image",
    of: "stable-diffusion-xl/InvokeModel/hello",
    set: { "/artifacts/0/base64": undefined },
  },
  { check: "image-count", title: "no mask", of: MASK, set: { "/maskImage": undefined } },
  { check: "image-data", title: "no base64", of: HELLO, set: { "/images/0": "data:image/png;base64,AAAA" } },
  { check: "image-data", title: "base64 cut off", of: HELLO, set: { "/images/0": "iVBORw0KGgo" } },
  { check: "image-data", title: "an image cut off", of: HELLO, set: { "/images/0": "iVBORw0KGgoAAAAN" } },
  {
    check: "image-data",
    title: "an image without its end",
    of: HELLO,
    set: { "/images/0": png(512, 512).slice(0, 40) },
  },
  { check: "image-data", title: "nothing", of: HELLO, set: { "/images/0": "" } },
  { check: "image-data", title: "a text", of: HELLO, set: { "/images/0": btoa("a lighthouse") } },
  { check: "image-data", title: "a GIF", of: HELLO, set: { "/images/0": btoa("GIF89a\x00\x02\x00\x02\x00\x00\x00") } },
  { check: "image-data", title: "a mask that is none", of: MASK, set: { "/maskImage": "AAAA" } },
  { check: "image-sides", title: "another width", of: HELLO, set: { "/images/0": png(640, 512) } },
  { check: "image-sides", title: "the sides the other way round", of: TWO, set: { "/images/1": png(720, 1280) } },
  {
    check: "image-sides",
    title: "another relation",
    of: "stability/InvokeModel/core",
    set: { "/images/0": png(512, 512) },
  },
  {
    check: "image-sides",
    title: "another relation than the documented one, where none is asked for",
    of: STABLE,
    set: { "/images/0": png(640, 1536) },
  },
  { check: "image-type", title: "a PNG for a JPEG", of: JPEG, set: { "/images/0": png(1344, 768) } },
  { check: "image-type", title: "a PNG for a WebP", of: WEBP, set: { "/images/0": png(64, 64) } },
  { check: "image-seeds", title: "a seed missing", of: STABLE, set: { "/seeds": [] } },
  { check: "image-seeds", title: "another seed than asked for", of: JPEG, set: { "/seeds/0": 8 } },
  { check: "image-seeds", title: "a seed too many", of: STABLE, set: { "/seeds": [7, 8] } },
  { check: "image-finish-reasons", title: "a reason missing", of: STABLE, set: { "/finish_reasons": [] } },
  {
    check: "image-finish-reasons",
    title: "two reasons for one image",
    of: FILTERED,
    set: { "/finish_reasons/1": null },
  },
] as const;

test.each(rows)("$check catches $title, and nothing else does", async ({ check, of, set }) => {
  const given = await caseById(of);
  const { body } = given.expect;

  expect(await faultsOf(given, { body })).toEqual([]);
  expect(await faultsOf(given, { body: changed(body, set) })).toEqual([check]);
});

test("image-sides knows the documented size where none is asked for, and no other", async () => {
  const sized = async (id: string, size: number): Promise<readonly string[]> => {
    const given = await caseById(id);
    const body = changed(given.body, { "/imageGenerationConfig": undefined });
    return faultsOf({ ...given, body }, { body: changed(given.expect.body, { "/images/0": png(size, size) }) });
  };

  expect(await sized(HELLO, 1024)).toEqual([]);
  expect(await sized(HELLO, 512)).toEqual(["image-sides"]);
  expect(await sized("titan-image/InvokeModel/hello", 512)).toEqual([]);
});

/** Right responses that no example is. */
test.each([
  { title: "all images filtered", of: TWO, set: { "/images": [], "/error": "All of them." } },
  { title: "a null for no error", of: HELLO, set: { "/error": null } },
  { title: "any square where no relation is asked for", of: STABLE, set: { "/images/0": png(640, 640) } },
  { title: "nearly the relation asked for", of: "stability/InvokeModel/core", set: { "/images/0": png(684, 1024) } },
  { title: "a reason beside an image", of: STABLE, set: { "/finish_reasons/0": "Filter reason: output image" } },
  {
    title: "another size where an image gives it",
    of: "nova-canvas/InvokeModel/background-removal",
    set: { "/images/0": png(900, 10) },
  },
])("lets pass $title", async ({ of, set }) => {
  const given = await caseById(of);

  expect(await faultsOf(given, { body: changed(given.expect.body, set) })).toEqual([]);
});

test("every check has a wrong response", () => {
  expect(new Set(rows.map(({ check }) => check))).toEqual(new Set(imageChecks.map(({ id }) => id)));
});
