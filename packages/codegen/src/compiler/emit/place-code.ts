import type { PlaceRules, Places } from "../schema/node.ts";
import { type Emission, inside, type Phase, type Scope } from "./emission.ts";
import { type Expression, test } from "./expression.ts";
import { quote } from "./text.ts";

/**
 * A keyword on places: what its functions in the run-time module are called, and their arguments behind those of all.
 */
interface PlaceCall {
  readonly is: string;
  readonly note: string;
  readonly arguments: readonly string[];
}

/** The conditions that the places of `d` keep their rules. */
export function placeTests(emission: Emission, rules: PlaceRules, scope: Scope): readonly Expression[] {
  return placeCalls(emission, rules, "is", scope).map((call) =>
    test(`${emission.helper(call.is)}(${["d", ...call.arguments].join(", ")})`),
  );
}

/** Statements that report the values of `d` that break their rules. */
export function placeLines(emission: Emission, rules: PlaceRules, scope: Scope): readonly string[] {
  return placeCalls(emission, rules, "issues", scope).map(
    (call) => `${emission.helper(call.note)}(${["out", "d", "path", ...call.arguments].join(", ")});`,
  );
}

function placeCalls(
  emission: Emission,
  { most, unique, among, below, product, ratio, runs }: PlaceRules,
  phase: Phase,
  scope: Scope,
): readonly PlaceCall[] {
  const places = (list: Places) => emission.value("places", JSON.stringify(list));
  const calls: PlaceCall[] = [];
  if (most) calls.push({ is: "isMostAt", note: "mostAt", arguments: [places(most.of), String(most.count)] });
  if (unique) calls.push({ is: "isUniqueAt", note: "uniqueAt", arguments: [places(unique.of)] });
  if (among) calls.push({ is: "isAmongAt", note: "amongAt", arguments: [places(among.value), places(among.of)] });
  if (below) calls.push({ is: "isBelowAt", note: "belowAt", arguments: [places(below.value), places(below.limit)] });
  if (product)
    calls.push({ is: "isProductAt", note: "productAt", arguments: [places(product.of), String(product.most)] });
  if (ratio) calls.push({ is: "isRatioAt", note: "ratioAt", arguments: [places(ratio.of), String(ratio.most)] });
  if (runs) {
    const called = emission.argumentsOf(phase, runs.node, inside(scope, "run"));
    calls.push({ is: "isEachRun", note: "runsAt", arguments: [places(runs.of), quote(runs.by), ...called] });
  }
  return calls;
}
