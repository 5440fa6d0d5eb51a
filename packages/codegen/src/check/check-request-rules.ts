import type { SpecModel } from "../model/spec-model.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { placeOf } from "../source/spec-node.ts";
import type { FileSchemas } from "./file-schemas.ts";

/** The shape of a rule's file, from the root. */
const RULE_SCHEMA = "specs/request-rule.schema.json";

/** Notes every rule of another shape, of another name than its file, or with an error that its operation does not declare. */
export function checkRequestRules(files: SpecFiles, schemas: FileSchemas, model: SpecModel): void {
  for (const operation of model.apis.flatMap((api) => api.operations)) {
    const declared = operation.errors.flatMap(({ exceptions }) => exceptions);
    for (const { id, error, status, node } of operation.rules) {
      schemas.check(node, RULE_SCHEMA);
      if (!node.file.path.endsWith(`/${id}.yaml`))
        files.problems.add(placeOf(node), `has the id '${id}'; expected the name of its file`);
      if (status !== undefined && !operation.errors.some((response) => response.status === status))
        files.problems.add(
          node.file.at(["status"]),
          `has the status ${status}, which ${operation.id} does not declare; expected one of ${operation.errors.map((response) => response.status).join(", ")}`,
        );
      if (error !== undefined && !declared.includes(error))
        files.problems.add(
          node.file.at(["error"]),
          `has the error '${error}', which ${operation.id} does not declare; expected one of ${declared.join(", ")}`,
        );
    }
  }
}
