import type { Case } from "../../case.ts";
import type { Documented } from "../../result.ts";
import { apiModel } from "../documents.ts";

/** A section of the description of event streams. */
export function eventStreams(section: string): Documented {
  return {
    document: "Smithy 2.0, Amazon Event Stream Specification",
    section,
    url: "https://smithy.io/2.0/aws/amazon-eventstream.html",
  };
}

/** What the service model says of the events of an operation's stream. */
export function responseStream(given: Case, member: string): Documented {
  return { document: apiModel(given).document, section: `${given.operation}, response stream, ${member}` };
}
