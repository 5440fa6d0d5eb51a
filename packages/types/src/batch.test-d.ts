import type { Equal, Expect, ExpectNot, IsVague } from "./expect.test-d.ts";
import type {
  BatchInputRecord,
  BatchOutputRecord,
  InvokeRequest,
  InvokeResponse,
  OpenAIBatchInput,
  OpenAIBatchOutput,
} from "./index.ts";

export type Claims = [
  ExpectNot<IsVague<BatchInputRecord>>,
  ExpectNot<IsVague<BatchOutputRecord>>,
  Expect<Equal<BatchInputRecord["recordId"], string | undefined>>,
  Expect<Equal<BatchOutputRecord["recordId"], string>>,
  Expect<Equal<BatchInputRecord<"meta-llama">["modelInput"], InvokeRequest<"meta-llama">>>,
  Expect<Equal<BatchOutputRecord<"meta-llama">["modelOutput"], InvokeResponse<"meta-llama"> | null | undefined>>,
  Expect<Equal<OpenAIBatchInput["url"], "/v1/chat/completions">>,
  ExpectNot<IsVague<OpenAIBatchOutput>>,
];

export const record: BatchInputRecord<"meta-llama"> = { modelInput: { prompt: "Hello" } };

// @ts-expect-error prompt is required.
export const wrong: BatchInputRecord<"meta-llama"> = { recordId: "a", modelInput: {} };
