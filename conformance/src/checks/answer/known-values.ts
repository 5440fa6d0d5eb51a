import { readAll, type Validator } from "@bedrock-contract/validators";
import { pointerKeys } from "@bedrock-contract/validators/pointer";
import { type Chunk, chunksOf, eventChunksOf } from "../../exchange/stream/chunks.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { chunkFaults } from "../stream/chunk-schema.ts";
import { frameVerdict } from "../stream/frame-fault.ts";
import { schemaFault } from "./response-schema.ts";

/** Enumerated members have values that are known. AWS adds values over time, so that another one is not a fault. */
export const knownValues: Check = {
  id: "known-values",
  level: "SHOULD",
  rule: "Enumerated members have values that the documents list; AWS adds values over time, so clients must tolerate others.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict({ answer, case: { expect }, validators, meaning }: CheckContext): Verdict {
  const { json, status, stream, sse } = answer;
  if (stream !== undefined || sse !== undefined) {
    // A chunk that is wrong altogether is told by chunk-schema.
    const chunks = sse === undefined ? chunksOf(stream) : eventChunksOf(sse);
    const sound = chunks.filter(({ value }) => validators.chunk?.is(value) !== false);
    return chunkVerdict(sound, { validator: validators.chunkKnown, example: expect.body });
  }
  const validator = validators.responseKnown;
  if (validator === undefined || status >= 400 || !json.isJson) {
    return "not-applicable";
  }
  if (validator.is(json.value)) {
    return "holds";
  }
  const { value } = json;
  const reasons = meaning?.kind === "text" ? readAll(value, meaning.format.response.stopReason) : [];
  const empty = new Set(reasons.filter((reason) => reason.value === "").map(({ pointer }) => pointer));
  // Other checks report a null, and an empty stop reason.
  const unknown = validator
    .issues(value)
    .filter(
      ({ pointer }) =>
        valueAt(value, pointer) !== null && !empty.has(pointer) && !isInExample(pointer, value, expect.body),
    );
  return unknown.length === 0 ? "holds" : schemaFault(unknown);
}

function chunkVerdict(
  chunks: readonly Chunk[],
  { validator, example }: { readonly validator: Validator<unknown> | undefined; readonly example: unknown },
): Verdict {
  if (validator === undefined) {
    return "not-applicable";
  }
  return frameVerdict(chunks, (chunk) =>
    chunkFaults(chunk, validator.issues(chunk.value)).filter(
      ({ pointer }) => !isInExample(pointer, chunk.value, valueAt(example, `/${chunk.frame.index}`)),
    ),
  );
}

/**
 * The suite's own examples show values that are seen in the wild, though no document lists them: they surprise nobody.
 */
function isInExample(pointer: string, value: unknown, example: unknown): boolean {
  const shown = valueAt(example, pointer);
  return shown !== undefined && shown === valueAt(value, pointer);
}

function valueAt(root: unknown, pointer: string): unknown {
  return pointerKeys(pointer).reduce<unknown>(
    (value, name) => (typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined),
    root,
  );
}
