import { type FormatDescription, foldChunks, readAll, readPointer } from "@bedrock-contract/validators";
import { chunksOf, exceptionOf, isWhole } from "../checks/stream/chunks.ts";
import type { Answer, AnswerHeaders } from "../exchange/answer.ts";
import { type Constraint, readConstraints } from "./constraints.ts";
import { type CompiledSchema, compileSchema } from "./json-schema.ts";

/** The two bodies of an exchange that semantic checks read together, and the data that says where things stand in them. */
export interface Meaning {
  readonly format: FormatDescription;
  /** The body of the request. */
  readonly request: unknown;
  /** The body of the answer; that of a stream is folded from its chunks. */
  readonly response: unknown;
  readonly isStreamed: boolean;
  readonly headers: AnswerHeaders;
  /** What the request demands of the answer's text, ready to be judged. */
  readonly constraints: readonly Constraint[];
  readonly tools: readonly Tool[];
}

/** A tool that the model may call. */
export interface Tool {
  readonly name: string;
  /** The schema of its arguments, compiled; absent where the tool has none. */
  readonly parameters?: CompiledSchema;
}

/** What the meaning of an exchange is read from. */
export interface Exchanged {
  readonly format: FormatDescription | undefined;
  readonly request: unknown;
  readonly answer: Answer;
}

/** What a request demands of its answer, whatever the answer is. */
export type Demands = Pick<Meaning, "format" | "request" | "constraints" | "tools">;

/**
 * Reads the meaning of an exchange; undefined where it has none that could be judged: an error, an answer that is not
 * whole, one that a guardrail wrote, or bodies that no format describes. Compilers are loaded when a request needs them.
 */
export async function readMeaning({ format, request, answer }: Exchanged): Promise<Meaning | undefined> {
  if (format === undefined || request === undefined || responseOf(format, answer) === undefined) {
    return undefined;
  }
  return meaningOf(await readDemands(format, request), answer);
}

/** Reads what a request demands, for all its answers. */
export async function readDemands(format: FormatDescription, request: unknown): Promise<Demands> {
  const [constraints, tools] = await Promise.all([readConstraints(format, request), readTools(format, request)]);
  return { format, request, constraints, tools };
}

/** The meaning of an answer to a request whose demands are read. */
export function meaningOf(demands: Demands, answer: Answer): Meaning | undefined {
  const response = responseOf(demands.format, answer);
  return response === undefined
    ? undefined
    : { ...demands, response, isStreamed: answer.stream !== undefined, headers: answer.headers };
}

function responseOf(format: FormatDescription, answer: Answer): unknown {
  if (answer.status >= 300) {
    return undefined;
  }
  const response = answer.stream === undefined ? jsonOf(answer) : assembled(format, answer.stream);
  return readPointer(response, "/amazon-bedrock-guardrailAction") === "INTERVENED" ? undefined : response;
}

function jsonOf({ json }: Answer): unknown {
  return json.isJson ? json.value : undefined;
}

function assembled({ stream }: FormatDescription, reading: NonNullable<Answer["stream"]>): unknown {
  const isFinished = isWhole(reading) && exceptionOf(reading) === undefined;
  return stream === undefined || !isFinished
    ? undefined
    : foldChunks(
        stream,
        chunksOf(reading).map(({ value }) => value),
      );
}

async function readTools({ request: places }: FormatDescription, request: unknown): Promise<readonly Tool[]> {
  if (places.tools === undefined) {
    return [];
  }
  const tools = readAll(request, places.tools).map(async ({ value }) => {
    const schema = readPointer(value, places.toolSchema);
    const name = String(readPointer(value, places.toolName));
    return schema === undefined || schema === null ? { name } : { name, parameters: await compileSchema(schema) };
  });
  return Promise.all(tools);
}
