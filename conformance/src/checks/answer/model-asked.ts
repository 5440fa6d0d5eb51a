import { meanings, readPointer } from "@bedrock-contract/validators";
import { eventChunksOf } from "../../exchange/stream/chunks.ts";
import { type Check, type CheckContext, isError, type Verdict } from "../check.ts";
import { caseDocument } from "../documents.ts";

/**
 * A response names the model that made it. A gateway may have its own names for models, so another name is only a
 * warning: the request may have gone to another model.
 */
export const modelAsked: Check = {
  id: "model-asked",
  level: "SHOULD",
  rule: "The response names the model that the request asks for, perhaps with its version, its provider or where it runs.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { operation, case: given, answer } = context;
  const { model } = meanings[operation.name] ?? {};
  if (model === undefined || isError(context)) {
    return "not-applicable";
  }
  const asked = readPointer(given.body, model);
  const bodies = answer.sse === undefined ? [answer.json.isJson ? answer.json.value : undefined] : chunksOf(context);
  const told = bodies.map((body) => readPointer(body, model)).find((each) => typeof each === "string" && each !== "");
  if (typeof asked !== "string" || typeof told !== "string") {
    return "not-applicable";
  }
  // A document may show that a gateway has another name for a model.
  const shown = [given.expect.body].flat().some((body) => readPointer(body, model) === told);
  return shown || isSameModel(asked, told)
    ? "holds"
    : {
        message: "the response names another model than the request asks for",
        pointer: model,
        expected: JSON.stringify(asked),
        received: JSON.stringify(told),
      };
}

function chunksOf({ answer }: CheckContext): readonly unknown[] {
  return eventChunksOf(answer.sse).map(({ value }) => value);
}

/** One name is the other with something before or behind it: a provider, a geography, a version, a date. */
function isSameModel(one: string, other: string): boolean {
  const [short = "", long = ""] = [one, other]
    .map((each) => each.slice(each.lastIndexOf("/") + 1).toLowerCase())
    .toSorted((left, right) => left.length - right.length);
  const at = long.indexOf(short);
  const around = at === -1 ? "" : long.slice(Math.max(0, at - 1), at) + long.charAt(at + short.length);
  return at !== -1 && !/[a-z0-9]/.test(around);
}
