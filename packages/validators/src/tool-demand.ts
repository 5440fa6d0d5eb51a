import type { TextBodies } from "./format-description.ts";
import { readPointer } from "./pointer.ts";

/** Which tools a request wants the model to call. */
export interface ToolDemand {
  /** The model decides, calls no tool, or calls at least one. */
  readonly kind: "auto" | "none" | "some";
  /** The name of the one tool that it must call. */
  readonly name?: string;
}

/**
 * Which tools a request wants the model to call, by the words of its format. Where it says nothing, the model decides.
 */
export function toolDemandOf({ request: places, toolChoices = {} }: TextBodies, request: unknown): ToolDemand {
  const name = readPointer(request, places.toolChoiceName);
  if (typeof name === "string") return { kind: "some", name };
  const word = wordOf(readPointer(request, places.toolChoice));
  return { kind: toolChoices[word] ?? "auto" };
}

function wordOf(choice: unknown): string {
  if (typeof choice === "string") return choice;
  const type = readPointer(choice, "/type");
  return typeof type === "string" ? type : (Object.keys(Object(choice))[0] ?? "");
}
