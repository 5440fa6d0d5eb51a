import { readAll, readPointer, type TextFormat } from "@bedrock-contract/validators";
import { writeAt } from "./place.ts";
import { type Template, textsIn } from "./templates.ts";

/**
 * Where an answer repeats the prompt, or the text, of an example that lent its shape, writes those of the request and
 * of the answer instead.
 */
export function echoTexts(answer: unknown, format: TextFormat, { body, templates }: Asked): unknown {
  const echoes = [format.response.echoes ?? []].flat().flatMap((place) => readAll(answer, place));
  const prompt = readPointer(body, format.request.prompt);
  const [text, ...more] = textsIn(format, answer);
  for (const { pointer, value } of echoes) {
    if (templates.some(({ example }) => readPointer(example.body, format.request.prompt) === value)) {
      writeAt(answer, pointer, prompt);
    } else if (
      text !== undefined &&
      more.length === 0 &&
      templates.some((template) => isTextOf(template, value, format))
    ) {
      writeAt(answer, pointer, text.value);
    }
  }
  return answer;
}

/** The body of a request, and the examples that lend the answer its shape. */
interface Asked {
  readonly body: unknown;
  readonly templates: readonly Template[];
}

function isTextOf({ answer }: Template, value: unknown, format: TextFormat): boolean {
  return textsIn(format, answer).some((text) => text.value === value);
}
