import { readPointer, type TextFormat } from "@bedrock-contract/validators";
import { isHolder } from "./place.ts";
import type { Template } from "./templates.ts";

/** Where an answer repeats the prompt of an example that lent its shape, writes the prompt of the request instead. */
export function echoPrompt(answer: unknown, format: TextFormat, asked: Asked): unknown {
  const own = readPointer(asked.body, format.request.prompt);
  if (typeof own !== "string") {
    return answer;
  }
  const others = asked.templates.map(({ example }) => readPointer(example.body, format.request.prompt));
  replaceIn(answer, new Set(others.filter((other) => typeof other === "string" && other !== "")), own);
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
