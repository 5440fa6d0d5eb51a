import { differencesOf } from "../../checks/differences.ts";
import type { Recording } from "../recording.ts";
import type { MutantSource } from "./mutant-source.ts";

/** Requests judged wrongly: an invalid one is answered like its valid twin, a valid one is refused. */
export const requestMutants: MutantSource = function* ({ recording, recordings }) {
  const others = recordings.filter((other) => isAlike(other, recording));
  if (recording.case.kind === "negative" || recording.case.authentication !== undefined) {
    const twin = nearest(recording, others.filter(isSuccess));
    if (twin !== undefined) {
      yield { class: "invalid-accepted", place: `answered like ${twin.case.id}`, answer: twin.answer };
    }
  } else if (isSuccess(recording)) {
    const refused = others.find(({ answer }) => answer.status === 400);
    if (refused !== undefined) {
      yield { class: "valid-refused", place: `answered like ${refused.case.id}`, answer: refused.answer };
    }
  }
};

function isAlike({ case: one }: Recording, { case: other }: Recording): boolean {
  return one.operation === other.operation && one.format === other.format;
}

function isSuccess({ answer }: Recording): boolean {
  return answer.status < 300;
}

/** The exchange whose request differs in the fewest places. */
function nearest({ case: given }: Recording, others: readonly Recording[]): Recording | undefined {
  const parts = ({ body, parameters }: Recording["case"]): unknown => ({ body: body ?? null, parameters });
  const distances = others.map((other) => differencesOf(parts(given), parts(other.case)).length);
  return others[distances.indexOf(Math.min(...distances))];
}
