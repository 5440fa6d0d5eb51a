import type { Said } from "../generate/said.ts";
import { isSaid, type MockResponse } from "./mock-response.ts";

/** What the model says in a response that a test has set; undefined where that sets something else. */
export function saidIn(set: MockResponse | undefined): Said | undefined {
  if (set === undefined || !isSaid(set)) {
    return undefined;
  }
  const { text, json, toolCalls = [], reasoning, usage = {}, stopReason } = set;
  const whole = json === undefined ? [text ?? ""].flat().join("") : JSON.stringify(json);
  return {
    text: whole,
    pieces: Array.isArray(text) ? text : undefined,
    calls: toolCalls.map(({ name, input = {}, id }) => ({ name, input, id })),
    reasoning,
    usage,
    stopReason: stopReason ?? (toolCalls.length > 0 ? "tool" : "end"),
  };
}
