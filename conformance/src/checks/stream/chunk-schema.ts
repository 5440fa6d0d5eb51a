import type { Validator } from "@bedrock-contract/validators";
import type { Difference } from "../../result.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { type Chunk, chunksOf } from "./chunks.ts";
import { frameVerdict, placeOf } from "./frame-fault.ts";

/** Each chunk is what the format describes. Members that it does not describe are no fault. */
export const chunkSchema: Check = {
  id: "chunk-schema",
  level: "MUST",
  rule: "Each chunk has the members and types that the documents describe; further members are no fault.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict({ answer: { stream }, validators }: CheckContext): Verdict {
  const validator = validators.chunk;
  return validator === undefined
    ? "not-applicable"
    : frameVerdict(chunksOf(stream), (chunk) => chunkFaults(chunk, validator));
}

/** What a validator finds in one chunk. */
export function chunkFaults({ frame, value }: Chunk, validator: Validator<unknown>): readonly Difference[] {
  const issues = validator.is(value) ? [] : validator.issues(value);
  return issues.map(({ pointer, message, expected, received }) => ({
    pointer,
    message,
    expected,
    received,
    frame: placeOf(frame),
  }));
}
