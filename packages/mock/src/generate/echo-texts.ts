import { readAll, readPointer, type TextFormat } from "@bedrock-contract/validators";
import { isHolder } from "./place.ts";
import { type Template, textsIn } from "./templates.ts";

/**
 * Where an answer repeats the prompt, or the text, of an example that lent its shape, writes those of the request and
 * of the answer instead.
 */
export function echoTexts(answer: unknown, format: TextFormat, asked: Asked): unknown {
  const [written, ...more] = textsIn(format, answer);
  // A citation repeats the request, whatever the example says.
  const { citations } = format.response;
  const kept = new Set(citations === undefined ? [] : readAll(answer, citations).map(({ value }) => value));
  if (written !== undefined && more.length === 0) {
    const others = asked.templates.flatMap((template) => textsIn(format, template.answer)).map(({ value }) => value);
    replaceIn(answer, { others: new Set(others.filter((other) => other !== "")), own: String(written.value), kept });
  }
  const own = readPointer(asked.body, format.request.prompt);
  if (typeof own === "string") {
    const others = asked.templates.map(({ example }) => readPointer(example.body, format.request.prompt));
    replaceIn(answer, {
      others: new Set(others.filter((other) => typeof other === "string" && other !== "")),
      own,
      kept,
    });
  }
  return answer;
}

/** The body of a request, and the examples that lend the answer its shape. */
interface Asked {
  readonly body: unknown;
  readonly templates: readonly Template[];
}

interface Replacing {
  readonly others: ReadonlySet<unknown>;
  readonly own: string;
  /** What stays as it is, with all that is in it. */
  readonly kept: ReadonlySet<unknown>;
}

function replaceIn(value: unknown, replacing: Replacing): void {
  const { others, own, kept } = replacing;
  for (const [name, member] of Object.entries(Object(value))) {
    if (isHolder(member) && !kept.has(member)) {
      replaceIn(member, replacing);
    } else if (others.has(member) && isHolder(value)) {
      Reflect.set(value, name, own);
    }
  }
}
