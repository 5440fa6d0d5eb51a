import type { SpecFiles } from "../source/spec-file.ts";
import { member, placeOf, rootOf, type SpecNode } from "../source/spec-node.ts";
import { SPECS_FOLDER } from "./spec-folders.ts";

/** The named patterns of model ids, from the repository's root. */
export const MODEL_IDS_FILE = `${SPECS_FOLDER}/runtime/model-ids.yaml`;

/** The name of the pattern that takes a format's own. */
const FOUNDATION_MODEL = "foundation-model";

/** Where a format names its model ids, from its `x-bedrock-format`. */
const MODEL_IDS = ["routing", "modelIds"];

/** What stands in an assembled document for a model id that a format names: the whole pattern. */
export function wholePatterns(files: SpecFiles): (node: SpecNode) => unknown {
  return (node) => (isModelId(node) ? wholePattern(files, node) : undefined);
}

function isModelId({ path, value }: SpecNode): boolean {
  const [routing, modelIds] = path.slice(-3, -1);
  return typeof value === "string" && routing === MODEL_IDS[0] && modelIds === MODEL_IDS[1];
}

function wholePattern(files: SpecFiles, node: SpecNode): string {
  const text = String(node.value);
  if (text.startsWith("^")) return text;
  const isOfModel = text.includes("[.]");
  const pattern = namedPattern(files, isOfModel ? FOUNDATION_MODEL : text);
  if (pattern !== undefined) return isOfModel ? pattern.replace("{model}", `(?:${text})`) : pattern;
  files.problems.add(placeOf(node), `'${text}' is not the name of a pattern; expected one of ${MODEL_IDS_FILE}`);
  return text;
}

function namedPattern(files: SpecFiles, name: string): string | undefined {
  const file = files.read(MODEL_IDS_FILE);
  const pattern = file && member(files, rootOf(file), name, "pattern")?.value;
  return typeof pattern === "string" ? pattern : undefined;
}
