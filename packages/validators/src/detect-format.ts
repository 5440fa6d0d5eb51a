import type { FormatDescription } from "./format-description.ts";
import { formats } from "./gen/formats.ts";
import type { FormatId } from "./types.ts";

/**
 * The format of a request, by the model id and then by the members of the body; undefined when the specs describe none
 * that fits. The rules stand in the specs, under `x-bedrock-format`.
 */
export function detectFormat(modelId: string, body: unknown): FormatId | undefined {
  return byOrder().find(({ routing }) => matchesModel(routing, modelId) && matchesBody(routing, body))?.id;
}

type Routing = FormatDescription["routing"];

let ordered: readonly FormatDescription[] | undefined;

function byOrder(): readonly FormatDescription[] {
  ordered ??= formats.toSorted((a, b) => a.routing.order - b.routing.order);
  return ordered;
}

function matchesModel(routing: Routing, modelId: string): boolean {
  return routing.modelIds.some((pattern) => new RegExp(pattern, "u").test(modelId));
}

function matchesBody(routing: Routing, body: unknown): boolean {
  const has = (name: string): boolean => typeof body === "object" && body !== null && Object.hasOwn(body, name);
  const { members = [], without = [] } = routing;
  return (members.length === 0 || members.some(has)) && !without.some(has);
}
