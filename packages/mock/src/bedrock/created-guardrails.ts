import { memory as kinds } from "@bedrock-contract/validators";
import type { Clock } from "../clock.ts";
import type { CreatedGuardrails } from "../guardrail/guardrails.ts";
import { keptGuardrail } from "../guardrail/kept-guardrail.ts";
import type { Memory } from "../resources/memory.ts";
import { shownOf } from "../resources/view.ts";

/** The guardrails among what requests have created. */
export function createdGuardrails(memory: Memory, { now }: Clock): CreatedGuardrails {
  return {
    find: (identifier, version) =>
      GUARDING.flatMap(([kind, guards]) =>
        memory.find(kind, { identifier, version }).map((kept) => keptGuardrail(shownOf(kept, now()), guards)),
      ).at(0),
    isKnown: (identifier) =>
      GUARDING.some(
        ([kind]) =>
          memory.find(kind, { identifier }).length > 0 || memory.isGone(`${kind} ${identifier.split("/").at(-1)}`),
      ),
  };
}

const GUARDING = Object.entries(kinds).flatMap(([kind, { guards }]) =>
  guards === undefined ? [] : [[kind, guards] as const],
);
