import type { FormatDescription } from "@bedrock-contract/validators";
import type { Engine } from "../engine.ts";
import type { MockExample } from "../example.ts";
import { planAnswer } from "./plan-answer.ts";
import { isStreaming, readTemplates } from "./templates.ts";
import { writeAnswer } from "./write-answer.ts";
import { writeChunks } from "./write-chunks.ts";

/** What an answer is generated from. */
export interface GenerateRequest {
  readonly format: FormatDescription;
  readonly operation: string;
  readonly body: unknown;
  /** The example of InvokeModel whose text answers where nothing speaks against it. */
  readonly example: MockExample;
  readonly engine: Engine;
}

/** Generates the answer to a request that no example has; for a stream its chunks, which fold to the same answer. */
export async function generateAnswer({ format, operation, body, example, engine }: GenerateRequest): Promise<unknown> {
  const stored = await engine.body(example);
  const others = await readTemplates(engine, format, example.operation);
  const templates = [{ example, answer: stored }, ...others];
  const plan = await planAnswer({ format, body, stored });
  const answer = writeAnswer(plan, format, templates);
  return isStreaming(operation)
    ? writeChunks({ plan, format, body, answer }, await readTemplates(engine, format, operation))
    : answer;
}
