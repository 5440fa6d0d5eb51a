import type { Operation } from "./operation.ts";
import type { SpecModel } from "./spec-model.ts";

/** An operation with what its cases say of it. */
export interface CaseOwner {
  readonly operation: Operation;
  /** The API; of a format's operation, the API that the format refines. */
  readonly api: string;
  readonly format?: string;
}

/** The operations of all APIs and formats. */
export function caseOwners(model: SpecModel): readonly CaseOwner[] {
  return [
    ...model.apis.flatMap((api) => api.operations.map((operation) => ({ operation, api: api.id }))),
    ...model.formats.flatMap(({ operations, refined, id }) =>
      operations.map((operation) => ({ operation, api: refined.id, format: id })),
    ),
  ];
}

/** How the ids of an owner's cases begin: `management/GetFoundationModel`, `openai-completion/InvokeModel`. */
export function ownerId({ operation, api, format }: CaseOwner): string {
  return `${format ?? api}/${operation.id}`;
}
