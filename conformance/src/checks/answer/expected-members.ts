import { meanings, readAll } from "@bedrock-contract/validators";
import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, isError, type Verdict, verdictOf } from "../check.ts";
import { apiModel } from "../documents.ts";

/** Members that the service model calls optional, though every real response has them. Clients rely on what always comes. */
export const expectedMembers: Check = {
  id: "expected-members",
  level: "MUST",
  rule: "The members are there that every real response of the operation has, though its model calls them optional.",
  documented: (context) => apiModel(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { answer, operation } = context;
  const { expected = [] } = meanings[operation.name] ?? {};
  if (expected.length === 0 || isError(context) || !answer.json.isJson) {
    return "not-applicable";
  }
  const body = answer.json.value;
  return verdictOf(expected.flatMap((place) => missingAt(body, place)));
}

/** The owners of a member that lack it. */
function missingAt(body: unknown, place: string): readonly Difference[] {
  const at = place.lastIndexOf("/");
  const name = place.slice(at + 1);
  const owners = at === 0 ? [{ pointer: "", value: body }] : readAll(body, place.slice(0, at));
  return owners
    .filter(({ value }) => typeof value === "object" && value !== null && !Object.hasOwn(value, name))
    .map(({ pointer }) => ({
      pointer: `${pointer}/${name}`,
      message: "the member is missing",
      expected: `${name}, as every real response has it`,
      received: "nothing",
    }));
}
