import { loadOperation, refusedNullMembers, withoutMembers } from "@bedrock-contract/validators";
import type { KnownOperation } from "@bedrock-contract/wire";

/**
 * The body of a request to an AWS service as restJson1 reads it: a member that is null is absent, so that a required
 * one is missing.
 */
export async function withoutNulls(operation: KnownOperation, body: unknown): Promise<unknown> {
  const { request } = await loadOperation(operation.name);
  const nulls = request === undefined ? [] : refusedNullMembers(request, body);
  return nulls.length === 0 ? body : withoutMembers(body, nulls);
}
