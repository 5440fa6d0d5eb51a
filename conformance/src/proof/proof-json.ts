import { defined } from "../defined.ts";
import { totalOf } from "./kill-matrix.ts";
import type { Proof } from "./prove.ts";

/** A proof as data: the whole kill matrix, class by class and check by check. */
export function proofData({ matrix, harmless, wire, targets, checks, problems }: Proof): unknown {
  return {
    total: { ...totalOf(matrix), survived: matrix.survived },
    classes: Object.fromEntries(
      [...matrix.classes].map(([name, { byCheck, ...tally }]) => [
        name,
        { ...tally, killedBy: Object.fromEntries(byCheck) },
      ]),
    ),
    equivalent: Object.fromEntries(matrix.equivalents),
    checks: Object.fromEntries(
      checks.map(({ id }) => [id, { alone: matrix.alone.get(id) ?? 0, passes: harmless.passes.get(id) ?? 0 }]),
    ),
    harmless: { classes: Object.fromEntries(harmless.classes), falseAlarms: harmless.falseAlarms },
    ...(wire === undefined ? {} : { wire: { ...wire, broken: Object.fromEntries(wire.broken) } }),
    ...defined({ targets }),
    survivors: matrix.survivors,
    problems,
  };
}
