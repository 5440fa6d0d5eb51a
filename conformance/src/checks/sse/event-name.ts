import { readPointer } from "@bedrock-contract/validators";
import { type Check, type CheckContext, type Verdict, verdictOf } from "../check.ts";
import { placeOf } from "../stream/frame-fault.ts";
import { serverSentEvents } from "./documents.ts";

/** Clients that listen to events by their names get none that is called otherwise. */
export const eventName: Check = {
  id: "event-name",
  level: "MUST",
  rule: "Where the protocol names its events, the name of each event equals the type in its data.",
  documented: () => serverSentEvents("Parsing an event stream, event"),
  verdict,
};

function verdict({ answer: { sse }, validators }: CheckContext): Verdict {
  const { eventName: place, mayBeUnnamed } = validators.sse ?? {};
  if (sse === undefined || place === undefined) {
    return "not-applicable";
  }
  // Whoever names none of its events has clients read their data.
  if (mayBeUnnamed && sse.events.every(({ name }) => name === undefined)) {
    return "not-applicable";
  }
  const named = sse.events.filter(({ json }) => json.isJson);
  return verdictOf(
    named.flatMap((event) => {
      const said = event.json.isJson ? readPointer(event.json.value, place) : undefined;
      return said === event.name
        ? []
        : [
            {
              pointer: place,
              message: "the name of an event differs from the type in its data",
              expected: typeof said === "string" ? `event: ${said}` : `data with ${place.slice(1)}`,
              received: event.name === undefined ? "no event field" : `event: ${event.name}`,
              frame: placeOf(event),
            },
          ];
    }),
    { applies: named.length > 0 },
  );
}
