import { meanings, readAll } from "@bedrock-contract/validators";
import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, isError, pagesOf, type Verdict, verdictOf } from "../check.ts";
import { caseDocument } from "../documents.ts";

/** Items of a list can be told apart. Clients keep them by their identifiers, and lose one where two have the same. */
export const itemIdentity: Check = {
  id: "item-identity",
  level: "MUST",
  rule: "Each item of a list has its identifier, which is not empty and which no other item has, on whatever page.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { items = "", identifiers = [] } = meanings[context.operation.name] ?? {};
  const pages = pagesOf(context);
  if (isError(context) || pages.length === 0 || identifiers.length === 0) {
    return "not-applicable";
  }
  const differences = identifiers.flatMap((place) => faultsOf(pages, `${items}${place}`));
  return verdictOf(differences, { applies: pages.some((page) => readAll(page, items).length > 0) });
}

/** That an identifier is there, and a string, is the matter of the schema. */
function faultsOf(pages: readonly unknown[], place: string): readonly Difference[] {
  const known = new Set<unknown>();
  return pages
    .flatMap((page) => readAll(page, place))
    .filter(({ value }) => typeof value === "string")
    .flatMap(({ pointer, value }) => {
      const isTwice = known.has(value);
      known.add(value);
      return value !== "" && !isTwice
        ? []
        : [
            {
              pointer,
              message: isTwice ? "two items have the same identifier" : "the item has no identifier",
              expected: "an identifier of its own",
              received: JSON.stringify(value),
            },
          ];
    });
}
