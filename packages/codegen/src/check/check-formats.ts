import { FORMAT_KEY } from "../assemble/format-source.ts";
import { MODEL_IDS_FILE } from "../assemble/model-ids.ts";
import { FORMAT_SCHEMA } from "../emit/format-description.ts";
import type { Operation } from "../model/operation.ts";
import type { FormatModel } from "../model/spec-model.ts";
import type { SpecFile, SpecFiles } from "../source/spec-file.ts";
import { child, children, member, placeOf, rootOf, type SpecNode } from "../source/spec-node.ts";
import { checkPlaces } from "./check-places.ts";
import type { FileSchemas } from "./file-schemas.ts";

/** The shape of the named patterns of model ids, from the root. */
const MODEL_IDS_SCHEMA = "specs/model-ids.schema.json";

/** Notes what is wrong with the descriptions of formats: their shape, their places, their model ids. */
export function checkFormats(files: SpecFiles, schemas: FileSchemas, formats: readonly FormatModel[]): void {
  const modelIds = files.read(MODEL_IDS_FILE);
  if (modelIds) schemas.check(rootOf(modelIds), MODEL_IDS_SCHEMA);
  for (const model of formats) {
    const { format } = model;
    if (!format) continue;
    checkExtension(files, schemas, model);
    const before = files.problems.list().length;
    schemas.check(format, FORMAT_SCHEMA);
    if (files.problems.list().length > before) continue;
    checkPlaces(files, model);
    checkModelIds(files, format, model);
  }
}

/** A format that extends another is checked as it is written too, for in the assembled document it is a plain one. */
function checkExtension(files: SpecFiles, schemas: FileSchemas, { source }: FormatModel): void {
  const file = files.read(source);
  const written = file && child(rootOf(file), FORMAT_KEY);
  if (written && child(written, "extends")) schemas.check(written, FORMAT_SCHEMA);
}

/** The model ids that a format names, and those of its examples, are ids of the format. */
function checkModelIds(files: SpecFiles, format: SpecNode, { id, operations }: FormatModel): void {
  const patterns = member(files, format, "routing", "modelIds");
  const known = (patterns ? children(patterns) : []).map(([, node]) => new RegExp(String(node.value), "u"));
  const isKnown = (modelId: unknown): boolean => known.some((pattern) => pattern.test(String(modelId)));
  const ids = child(format, "ids");
  for (const [, node] of ids ? children(ids) : []) {
    if (!isKnown(node.value))
      files.problems.add(
        placeOf(node),
        `'${node.value}' is not a model id of '${id}'; expected one that routing.modelIds matches`,
      );
  }
  for (const { name, file, modelId } of operations.flatMap(invoked)) {
    if (!isKnown(modelId))
      files.problems.add(
        file.at(["parameters", "modelId"]),
        `example '${name}' invokes '${modelId}', which is not a model id of '${id}'; expected one that routing.modelIds matches`,
      );
  }
}

/** The successes that say which model they invoke. */
function invoked({ examples, modelInput }: Operation): readonly { name: string; file: SpecFile; modelId: unknown }[] {
  return examples
    .filter(({ status }) => status < 300)
    .map(({ name, file, parameters, request }) => {
      const inBody = modelInput && request && child(request, modelInput.modelId.slice(1))?.value;
      return { name, file, modelId: inBody ?? parameters.modelId };
    })
    .filter(({ modelId }) => modelId !== undefined);
}
