import type { ArrayRules, Node } from "../schema/node.ts";
import { type Emission, inside, type Scope } from "./emission.ts";
import { compare, type Expression, not, test } from "./expression.ts";
import { countLines } from "./is-code.ts";
import { issueLines, pathTo } from "./issue-code.ts";
import { plainTypes, typeBitsCode } from "./member-issues.ts";
import { isInline, reportIf } from "./scalar-code.ts";
import { counted, nonEmpty } from "./text.ts";

/** Statements that report what is wrong with the array `d`. */
export function arrayLines(emission: Emission, array: ArrayRules, scope: Scope): readonly string[] {
  const { prefixItems, items, minItems, maxItems, uniqueItems, contains } = array;
  const lines: string[] = [];
  const check = (failed: Expression, keyword: string, expected: string | number) =>
    lines.push(reportIf(emission, failed, { keyword, expected }));
  if (minItems !== undefined) check(compare("d.length", "<", String(minItems)), "minItems", minItems);
  if (maxItems !== undefined) check(compare("d.length", ">", String(maxItems)), "maxItems", maxItems);
  for (const [index, item] of prefixItems.entries()) {
    const found = issueLines(
      emission,
      item,
      `d[${index}]`,
      pathTo(emission, String(index)),
      inside(scope, `item_${index}`),
    );
    lines.push(...nonEmpty(`if (d.length > ${index})`, found));
  }
  if (items) lines.push(...itemLoop(emission, items, prefixItems.length, scope));
  if (contains && (contains.min > 0 || contains.max !== undefined)) {
    lines.push(...countLines(emission, contains.node, scope));
    check(
      compare("contained", "<", String(contains.min)),
      "contains",
      `at least ${counted(contains.min, "item")} of the described form`,
    );
    if (contains.max !== undefined) {
      check(
        compare("contained", ">", String(contains.max)),
        "contains",
        `at most ${counted(contains.max, "item")} of the described form`,
      );
    }
  }
  if (uniqueItems) check(not(test(`${emission.helper("isUnique")}(d)`)), "uniqueItems", "an array without equal items");
  return lines;
}

/** A valid item costs its check only; but items that may be deep would be checked again at every level. */
function itemLoop(emission: Emission, list: Node, from: number, scope: Scope): readonly string[] {
  const here = inside(scope, "item");
  const types = plainTypes(emission.model.target(list));
  if (from === 0 && types !== undefined)
    return [`${emission.helper("plainItems")}(out, d, path, ${typeBitsCode(emission, types)});`];
  if (from === 0 && !isInline(emission.model.target(list).node) && !emission.isDeep(emission.model.target(list).node)) {
    const is = `is_${emission.functionFor("is", list, here.name).name}`;
    const issues = `issues_${emission.functionFor("issues", list, here.name).name}`;
    return [`${emission.helper("items")}(out, d, path, ${is}, ${issues});`];
  }
  const found = issueLines(emission, list, "d[i]", pathTo(emission, "i"), here);
  return nonEmpty(`for (let i = ${from}; i < d.length && !out.isFull; i++)`, found);
}
