import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { changed, faultsOf } from "../../../test/faults-of.ts";
import { vectorChecks } from "./semantic-checks.ts";

const TITAN = "titan-embed-text/InvokeModel";
const COHERE = "cohere-embed/InvokeModel";
const NOVA = "nova-embed/InvokeModel";

const vector = (length: number, value = 0.5): readonly number[] => Array.from({ length }, () => value);

/** A wrong response: what an example's response becomes by changes, each a pointer with its new value. */
const rows = [
  {
    check: "vector-count",
    title: "one vector of two",
    of: `${COHERE}/two-texts`,
    set: { "/embeddings/float/1": undefined },
  },
  {
    check: "vector-count",
    title: "a vector too many",
    of: `${COHERE}/version-3`,
    set: { "/embeddings/1": vector(1024) },
  },
  { check: "vector-count", title: "no vector", of: `${COHERE}/version-3`, set: { "/embeddings": [] } },
  {
    check: "vector-count",
    title: "one vector for sound and picture apart",
    of: `${NOVA}/video-separate`,
    set: { "/embeddings/1": undefined },
  },
  {
    check: "vector-dimensions",
    title: "another length than asked for",
    of: `${TITAN}/hello`,
    set: { "/embedding": vector(255), "/embeddingsByType/float": vector(255) },
  },
  {
    check: "vector-dimensions",
    title: "another length than the model's own",
    of: `${COHERE}/version-3`,
    set: { "/embeddings": [vector(1536)] },
  },
  {
    check: "vector-dimensions",
    title: "bits that are not packed",
    of: `${COHERE}/compressed`,
    set: { "/embeddings/binary": [vector(256, 1)] },
  },
  {
    check: "vector-dimensions",
    title: "no number",
    of: `${TITAN}/hello`,
    set: { "/embedding": [], "/embeddingsByType/float": [] },
  },
  {
    check: "vector-dimensions",
    title: "two lengths",
    of: `${NOVA}/video-separate`,
    set: { "/embeddings/1/embedding": vector(128) },
  },
  {
    check: "vector-types",
    title: "a type that is missing",
    of: `${TITAN}/binary`,
    set: { "/embeddingsByType/binary": undefined },
  },
  {
    check: "vector-types",
    title: "a type that nobody asked for",
    of: `${COHERE}/compressed`,
    set: { "/embeddings/float": [vector(256)] },
  },
  {
    check: "vector-range",
    title: "a signed byte above 127",
    of: `${COHERE}/compressed`,
    set: { "/embeddings/int8/0/0": 128 },
  },
  {
    check: "vector-range",
    title: "an unsigned byte below 0",
    of: `${COHERE}/compressed`,
    set: { "/embeddings/ubinary/0/3": -1 },
  },
  {
    check: "vector-form",
    title: "a list that is called vectors by type",
    of: `${COHERE}/version-3`,
    set: { "/response_type": "embeddings_by_type" },
  },
  {
    check: "vector-form",
    title: "vectors by type that are called a list",
    of: `${COHERE}/two-texts`,
    set: { "/response_type": "embeddings_floats" },
  },
  {
    check: "vector-input",
    title: "the vector of an image for a text",
    of: `${NOVA}/hello`,
    set: { "/embeddings/0/embeddingType": "IMAGE" },
  },
  {
    check: "vector-distinct",
    title: "one vector for two texts",
    of: `${COHERE}/two-texts`,
    set: { "/embeddings/float": [vector(256, 0.0625), vector(256, 0.0625)] },
  },
  { check: "vector-norm", title: "twice the length", of: `${TITAN}/binary`, set: { "/embedding": vector(256, 0.125) } },
  {
    check: "vector-not-zero",
    title: "zeros for a text",
    of: `${COHERE}/version-3`,
    set: { "/embeddings/0": vector(1024, 0) },
  },
  {
    check: "vector-not-zero",
    title: "bytes of zeros",
    of: `${COHERE}/compressed`,
    set: { "/embeddings/int8/0": vector(256, 0) },
  },
] as const;

test.each(rows)("$check catches $title, and nothing else does", async ({ check, of, set }) => {
  const given = await caseById(of);

  expect(await faultsOf(given, { body: given.expect.body })).toEqual([]);
  expect(await faultsOf(given, { body: changed(given.expect.body, set) })).toEqual([check]);
});

test("a number beyond all bounds is not a number", async () => {
  const given = await caseById(`${COHERE}/version-3`);
  const text = JSON.stringify(given.expect.body).replace(/-?0\.\d+/, "1e999");

  expect(await faultsOf(given, { text })).toEqual(["response-schema"]);
});

test("no text has no vector", async () => {
  const { body: request, ...given } = await caseById(`${COHERE}/version-3`);
  const asked = { ...given, body: changed(request, { "/texts": [] }) };

  expect(await faultsOf(asked, { body: changed(given.expect.body, { "/embeddings": [] }) })).toEqual([]);
  expect(await faultsOf(asked, { body: given.expect.body })).toEqual(["vector-count"]);
});

test("a vector whose length nobody tells may have any, and one that rounding has touched is normalized", async () => {
  const known = await caseById(`${COHERE}/version-3`);
  const profile = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2c3d4e5f6";
  const short = { ...known, parameters: { ...known.parameters, modelId: profile } };
  const body = changed(short.expect.body, { "/embeddings": [vector(3)] });
  expect(await faultsOf(short, { body })).toEqual([]);

  const rounded = await caseById(`${TITAN}/binary`);
  const close = vector(256, 0.0625 * 1.005);
  expect(await faultsOf(rounded, { body: changed(rounded.expect.body, { "/embedding": close }) })).toEqual([]);
});

test.each([" ", "", "…"])("nothing has a direction that a model made of %j", async (text) => {
  const { body: request, ...given } = await caseById(`${COHERE}/version-3`);
  const zeros = changed(given.expect.body, { "/embeddings/0": vector(1024, 0) });

  expect(await faultsOf({ ...given, body: changed(request, { "/texts/0": text }) }, { body: zeros })).toEqual([]);
});

test("vectors of the only type that is asked for may come without it, in its lengths and range", async () => {
  const { body: request, ...given } = await caseById(`${COHERE}/two-texts`);
  const asked = (type: string) => ({ ...given, body: changed(request, { "/embedding_types": [type] }) });
  const flat = (numbers: number, value?: number) =>
    changed(given.expect.body, {
      "/response_type": "embeddings_floats",
      "/embeddings": [vector(numbers, value), vector(numbers, value).with(0, 0)],
    });

  expect(await faultsOf(asked("float"), { body: flat(256) })).toEqual([]);
  expect(await faultsOf(asked("ubinary"), { body: flat(32, 255) })).toEqual([]);
  expect(await faultsOf(asked("ubinary"), { body: flat(256, 1) })).toEqual(["vector-dimensions"]);
  expect(await faultsOf(asked("int8"), { body: flat(256, 128) })).toEqual(["vector-range"]);
});

test("a response without a vector may say why", async () => {
  const given = await caseById("titan-embed-image/InvokeModel/image");
  const without = { embedding: null, inputTextTokenCount: null };

  expect(await faultsOf(given, { body: { ...without, message: "The image cannot be read." } })).toEqual([]);
  expect(await faultsOf(given, { body: { ...without, embedding: [], message: "" } })).not.toEqual([]);
});

test("several vectors of an older version may stand in a list, and are counted there", async () => {
  const given = await caseById("twelvelabs-marengo/InvokeModel/version-2-image");
  const one = { embedding: vector(1024), embeddingOption: "visual-image" };

  expect(await faultsOf(given, { body: [one] })).toEqual([]);
  expect(await faultsOf(given, { body: [{ embedding: vector(512) }] })).toEqual(["vector-dimensions"]);
  expect(await faultsOf(given, { body: [] })).toEqual(["vector-count"]);
});

test("bits may all be unset, and a vector may have zeros", async () => {
  const packed = await caseById(`${COHERE}/compressed`);
  const unset = changed(packed.expect.body, { "/embeddings/ubinary/0": vector(32, 0) });
  expect(await faultsOf(packed, { body: unset })).toEqual([]);

  const sparse = await caseById(`${COHERE}/version-3`);
  const body = changed(sparse.expect.body, { "/embeddings/0": [...vector(1023, 0), 1] });
  expect(await faultsOf(sparse, { body })).toEqual([]);
});

test.each([
  ["but for case and signs", ["Low tide.", "low  tide"]],
  ["in a script that the model may not know", ["引き潮", "満ち潮"]],
  ["behind what a model may cut off", ["a".repeat(600), `${"a".repeat(600)}b`]],
])("texts that are alike %s may have one vector", async (_, texts) => {
  const { body: request, ...given } = await caseById(`${COHERE}/two-texts`);
  const body = changed(given.expect.body, { "/embeddings/float": [vector(256, 0.0625), vector(256, 0.0625)] });
  const asked = { ...given, body: changed(request, { "/texts": texts }) };

  expect(await faultsOf(asked, { body })).toEqual([]);
});

test("every check has a wrong response", () => {
  expect(new Set(rows.map(({ check }) => check))).toEqual(new Set(vectorChecks.map(({ id }) => id)));
});
