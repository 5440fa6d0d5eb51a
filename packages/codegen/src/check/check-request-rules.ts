import type { Operation } from "../model/operation.ts";
import type { RequestRule } from "../model/request-rule.ts";
import type { SpecModel } from "../model/spec-model.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, placeOf } from "../source/spec-node.ts";
import type { FileSchemas } from "./file-schemas.ts";

/** The shape of a rule's file, from the root. */
const RULE_SCHEMA = "specs/request-rule.schema.json";

/**
 * Notes every rule of another shape, of another name than its file, or with an error that its operation does not
 * declare.
 */
export function checkRequestRules(files: SpecFiles, schemas: FileSchemas, model: SpecModel): void {
  for (const operation of model.apis.flatMap((api) => api.operations))
    for (const rule of operation.rules) checkRule(files, schemas, rule, [operation]);
  for (const { id, rules, operations } of model.formats)
    for (const rule of rules) {
      checkRule(files, schemas, rule, operations);
      const restriction = child(rule.node, "operations");
      if (restriction)
        files.problems.add(
          placeOf(restriction),
          `restricts a rule of the format '${id}' to some operations; expected none, for its bodies are the same in each`,
        );
    }
}

function checkRule(
  files: SpecFiles,
  schemas: FileSchemas,
  { id, error, status, node }: RequestRule,
  operations: readonly Operation[],
): void {
  schemas.check(node, RULE_SCHEMA);
  if (!node.file.path.endsWith(`/${id}.yaml`))
    files.problems.add(placeOf(node), `has the id '${id}'; expected the name of its file`);
  for (const operation of operations) {
    const statuses = operation.errors.map((response) => response.status);
    const declared = operation.errors.flatMap(({ exceptions }) => exceptions);
    if (status !== undefined && !statuses.includes(status))
      files.problems.add(
        node.file.at(["status"]),
        `has the status ${status}, which ${operation.id} does not declare; expected one of ${statuses.join(", ")}`,
      );
    if (error !== undefined && !declared.includes(error))
      files.problems.add(
        node.file.at(["error"]),
        `has the error '${error}', which ${operation.id} does not declare; expected one of ${declared.join(", ")}`,
      );
  }
}
