import {
  type CallPlaces,
  callPlacesOf,
  isFree,
  type PlacedValue,
  readAll,
  readPointer,
  toolDemandOf,
} from "@bedrock-contract/validators";
import type { TextMeaning, Tool } from "../../meaning/meaning.ts";
import type { Check, Verdict } from "../check.ts";
import { rememberLast } from "../remember.ts";
import { type Choice, choicesOf, otherCallsIn } from "./choices.ts";
import { openAi, structuredOutput } from "./documents.ts";
import { parseText, schemaVerdict } from "./schema-verdict.ts";
import { semanticCheck, worstOf } from "./semantic-check.ts";

/** Tool calls are of the request's tools, with arguments that parse, where the request allows or demands them. */
export const toolCall: Check = semanticCheck({
  id: "tool-call",
  kinds: ["text"],
  level: "MUST",
  rule: "Tool calls name a tool of the request, their arguments are JSON unless the request asks for them unparsed, they obey tool_choice, there is one call if only one is allowed, and the stop reason reports the call.",
  document: openAi("tools, tool_choice, finish_reason"),
  judge: (meaning) =>
    meaning.format.features.tools
      ? worstOf(choicesOf(meaning).map((choice) => judge(choice, meaning)))
      : "not-applicable",
});

/**
 * The stop reason says whether the caller has to run tools, where the models of a format do not always say so: then no
 * implementation can help it.
 */
export const toolStop: Check = semanticCheck({
  id: "tool-stop",
  kinds: ["text"],
  level: "SHOULD",
  rule: "The stop reason says whether there are tool calls.",
  document: openAi("finish_reason"),
  judge: (meaning) =>
    meaning.format.features.tools && meaning.format.toolStopVaries === true
      ? worstOf(
          choicesOf(meaning).map((choice) =>
            concernsTools(choice, meaning) ? stopVerdict(choice, meaning) : "not-applicable",
          ),
        )
      : "not-applicable",
});

/**
 * The arguments of tool calls fit the schema of their tool. The model writes them: real ones leave out required members
 * now and then, which no implementation can help.
 */
export const toolInput: Check = semanticCheck({
  id: "tool-input",
  kinds: ["text"],
  level: "SHOULD",
  rule: "The arguments of a tool call are valid against the schema of the tool.",
  document: openAi("tools"),
  judge: (meaning) => judgeInputs(meaning, ({ isStrict }) => !isStrict),
});

/** Those of a strict tool are held to its schema while the model writes them. */
export const strictToolInput: Check = semanticCheck({
  id: "strict-tool-input",
  kinds: ["text"],
  level: "MUST",
  rule: "The arguments of a call of a strict tool are valid against the schema of the tool.",
  document: structuredOutput,
  judge: (meaning) => judgeInputs(meaning, ({ isStrict }) => isStrict && !isUnparsed(meaning)),
});

/** Whether the request has arguments sent as the model writes them, which need not be JSON. */
function isUnparsed({ format, request }: TextMeaning): boolean {
  const asked = Object.entries(format.request.unparsedInputs ?? {});
  return asked.some(([place, wanted]) => readAll(request, place).some(({ value }) => value === wanted));
}

function judge(choice: Choice, meaning: TextMeaning): Verdict {
  if (!concernsTools(choice, meaning)) {
    return "not-applicable";
  }
  const isCut = isCutOff(choice);
  return worstOf([
    demandVerdict(choice, meaning, isCut),
    countVerdict(choice, meaning),
    ...(meaning.format.toolStopVaries === true ? [] : [stopVerdict(choice, meaning)]),
    ...choice.toolCalls.map((call) => callVerdict(call, meaning, isCut || isUnparsed(meaning))),
  ]);
}

/** Whether tools are offered, called, or said to be called. */
function concernsTools({ toolCalls, stop }: Choice, { tools }: TextMeaning): boolean {
  return toolCalls.length > 0 || tools.length > 0 || stop === "tool";
}

/** What a limit or a filter cuts off, or the model breaks off, need neither be there, nor parse, nor fit. */
function isCutOff({ stop }: Choice): boolean {
  return stop === "limit" || stop === "window" || stop === "filter" || stop === "abort";
}

function demandVerdict({ toolCalls, text, stop }: Choice, meaning: TextMeaning, isCut: boolean): Verdict {
  const { format, request } = meaning;
  const { kind, name: named, allowed } = toolDemandOf(format, request);
  // Models take the call whose result they are told for the one that was demanded.
  const isAnswered = named === undefined && endsWithResult(meaning);
  const isOtherwise = otherCallsIn(meaning).length > 0;
  const isFiltered = stop === "filter";
  const names = toolCalls.map(({ value }) => readPointer(value, placesOf(format, value).name));
  const received = names.length === 0 ? "no call" : `calls of ${names.join(", ")}`;
  const message = "the response does not obey tool_choice";
  if (kind === "none" && names.length > 0) {
    return { message, pointer: text.pointer, expected: "no call", received };
  }
  if (allowed !== undefined && names.some((name) => !allowed.includes(name))) {
    return {
      message,
      pointer: text.pointer,
      expected: `calls of ${allowed.join(" or ") || "no tool"} alone`,
      received,
    };
  }
  const isKept =
    named === undefined
      ? kind !== "some" || names.length > 0
      : names.length > 0 && names.every((name) => isNameOf(format, name, named));
  return isKept || ((isCut || isFiltered || isAnswered || isOtherwise) && names.length === 0)
    ? "holds"
    : {
        message,
        pointer: text.pointer,
        expected: named === undefined ? "a call" : `a call of ${named}`,
        received,
      };
}

/** Whether the conversation ends with what a tool returned: each choice is judged beside it. */
const endsWithResult: (meaning: TextMeaning) => boolean = rememberLast(({ format, request }) => {
  const { prompt, toolResults } = format.request;
  const turns = readPointer(request, prompt);
  const last = Array.isArray(turns) ? `${prompt}/${turns.length - 1}/` : undefined;
  return (
    last !== undefined && readAll(request, toolResults ?? []).some(({ pointer }) => `${pointer}/`.startsWith(last))
  );
});

function countVerdict({ toolCalls }: Choice, { format, request }: TextMeaning): Verdict {
  const isSingle = readPointer(request, format.request.singleToolCall) === true;
  const [, second] = toolCalls;
  return !isSingle || second === undefined
    ? "holds"
    : {
        message: "the request allows one tool call",
        pointer: second.pointer,
        expected: "at most one call",
        received: `${toolCalls.length} calls`,
      };
}

/** With a demanded call vLLM says `stop`, as after any answer that came to its end. */
function stopVerdict(choice: Choice, meaning: TextMeaning): Verdict {
  const { toolCalls, stop, stopReason, text } = choice;
  const { format, request, toolStops } = meaning;
  const isCut = isCutOff(choice);
  const isDemanded = toolDemandOf(format, request).kind === "some";
  // A model that breaks off may do so in a call; what an unknown stop reason says nobody knows.
  const isOpen = stop === "abort" || (stop === undefined && typeof stopReason === "string" && stopReason !== "");
  const isRight =
    toolCalls.length === 0
      ? stop !== "tool" || otherCallsIn(meaning).length > 0
      : isCut || isOpen || (isDemanded && stop === "end") || toolStops.some((each) => each === stop);
  return isRight
    ? "holds"
    : {
        message:
          toolCalls.length === 0
            ? "the stop reason claims tool calls, but there are none"
            : "the stop reason does not mention the tool calls",
        pointer: text.pointer,
        expected: toolCalls.length === 0 ? "another stop reason" : "the stop reason of tool calls",
        received: JSON.stringify(stopReason) ?? "nothing",
      };
}

function callVerdict({ pointer, value }: PlacedValue, meaning: TextMeaning, needNotParse: boolean): Verdict {
  const { format, tools, isStreamed } = meaning;
  const { name: toolCallName, input: toolCallArguments } = placesOf(format, value);
  const name = readPointer(value, toolCallName);
  const isFreeCall = isFree(format, value);
  if (!tools.some((each) => isNameOf(format, name, each.name) && each.isFree === isFreeCall)) {
    const expected = tools.map((each) => each.name).join(" or ") || "no call";
    return {
      message: "the call names a tool that the request does not have",
      pointer: `${pointer}${toolCallName ?? ""}`,
      expected,
      received: String(name),
    };
  }
  // Where the response holds the arguments themselves, a string is one too.
  const isValue = hasValues(format) && !isStreamed;
  const parsed = argumentsOf(value, toolCallArguments);
  return needNotParse || isFreeCall || isValue || !("reason" in parsed)
    ? "holds"
    : {
        message: `the arguments are not valid JSON: ${parsed.reason}`,
        pointer: `${pointer}${toolCallArguments ?? ""}`,
        expected: "JSON",
        received: JSON.stringify(readPointer(value, toolCallArguments)) ?? "nothing",
      };
}

/** The verdict on the arguments of those calls whose tool is meant. */
function judgeInputs(meaning: TextMeaning, isMeant: (tool: Tool) => boolean): Verdict {
  const calls = choicesOf(meaning).flatMap((choice) => (isCutOff(choice) ? [] : choice.toolCalls));
  return meaning.format.features.tools
    ? worstOf(calls.map((call) => inputVerdict(call, meaning, isMeant)))
    : "not-applicable";
}

function inputVerdict(
  { pointer, value }: PlacedValue,
  meaning: TextMeaning,
  isMeant: (tool: Tool) => boolean,
): Verdict {
  const { format, tools } = meaning;
  const { toolCallName, toolCallArguments } = format.response;
  const name = readPointer(value, toolCallName);
  const tool = tools.find((each) => isNameOf(format, name, each.name));
  const written = readPointer(value, toolCallArguments);
  const isValue = hasValues(format) && !(typeof written === "string" && isUnparsed(meaning));
  const parsed = isValue ? { value: written } : argumentsOf(value, toolCallArguments);
  if (tool?.parameters === undefined || !isMeant(tool) || "reason" in parsed) {
    return "not-applicable";
  }
  const verdict = schemaVerdict(parsed.value, tool.parameters, `the tool ${tool.name}`);
  return typeof verdict === "object" && "message" in verdict
    ? { ...verdict, pointer: `${pointer}${toolCallArguments ?? ""}`, received: JSON.stringify(parsed.value) }
    : verdict;
}

/** Whether the format has the arguments themselves: then the pieces of a stream are read as JSON. */
function hasValues({ stream, response: { toolCalls, toolCallArguments } }: TextMeaning["format"]): boolean {
  const place = `${toolCalls}${toolCallArguments}`;
  return (stream?.fold ?? []).some(({ how, to }) => how === "parseJson" && to === place);
}

/** Whether a call means the tool of this name. */
function isNameOf({ response: { nameSlip } }: TextMeaning["format"], name: unknown, tool: string): boolean {
  const withoutSlip = (each: string): string =>
    nameSlip === undefined ? each : each.replace(new RegExp(nameSlip), "");
  return typeof name === "string" && withoutSlip(name) === withoutSlip(tool);
}

function placesOf(format: TextMeaning["format"], call: unknown): CallPlaces {
  return callPlacesOf(format, isFree(format, call));
}

/** Some formats write the arguments as JSON text, others as the value itself. */
function argumentsOf(call: unknown, place: string | undefined): ReturnType<typeof parseText> {
  const written = readPointer(call, place);
  return typeof written === "object" && written !== null ? { value: written } : parseText(String(written ?? ""));
}
