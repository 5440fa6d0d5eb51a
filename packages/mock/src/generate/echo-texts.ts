import { readPointer, type TextFormat } from "@bedrock-contract/validators";
import { isHolder } from "./place.ts";
import { type Template, textsIn } from "./templates.ts";

/**
 * Where an answer repeats the prompt, or the text, of an example that lent its shape, writes those of the request and
 * of the answer instead.
 */
export function echoTexts(answer: unknown, format: TextFormat, asked: Asked): unknown {
  const [written, ...more] = textsIn(format, answer);
  if (written !== undefined && more.length === 0) {
    const others = asked.templates.flatMap((template) => textsIn(format, template.answer)).map(({ value }) => value);
    replaceIn(answer, new Set(others.filter((other) => other !== "")), String(written.value));
  }
  const own = readPointer(asked.body, format.request.prompt);
  if (typeof own === "string") {
    const others = asked.templates.map(({ example }) => readPointer(example.body, format.request.prompt));
    replaceIn(answer, new Set(others.filter((other) => typeof other === "string" && other !== "")), own);
  }
  return answer;
}

/** The body of a request, and the examples that lend the answer its shape. */
interface Asked {
  readonly body: unknown;
  readonly templates: readonly Template[];
}

function replaceIn(value: unknown, others: ReadonlySet<unknown>, own: string): void {
  for (const [name, member] of Object.entries(Object(value))) {
    if (isHolder(member)) {
      replaceIn(member, others, own);
    } else if (others.has(member) && isHolder(value)) {
      Reflect.set(value, name, own);
    }
  }
}
