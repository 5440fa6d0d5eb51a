import { type Check, verdictOf } from "../../checks/check.ts";
import { eventStreams } from "../../checks/stream/documents.ts";
import type { RecordedEvent } from "../read/recorded-exchange.ts";
import { eventDifferences } from "../read/recorded-stream.ts";

/** The events that a recording lists are those in its frames: else one of the two was changed after recording. */
export function recordedEvents(events: readonly RecordedEvent[] | undefined, bytes: Buffer): Check {
  return {
    id: "recorded-events",
    level: "MUST",
    rule: "Each event that the recording lists matches its frame: headers, payload and decoded chunk.",
    documented: () => eventStreams("Message wire format"),
    verdict: ({ answer }) => {
      if (events === undefined || answer.stream === undefined) {
        return "not-applicable";
      }
      const differences = eventDifferences(events, bytes);
      return verdictOf(differences);
    },
  };
}
