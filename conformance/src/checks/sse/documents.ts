import type { Documented } from "../../result.ts";

/** A section of the standard of server-sent events. */
export function serverSentEvents(section: string): Documented {
  return {
    document: "HTML Standard, Server-sent events",
    section,
    url: "https://html.spec.whatwg.org/multipage/server-sent-events.html",
  };
}

/** What OpenAI's reference says of the stream of a chat completion. */
export function chatStream(section: string): Documented {
  return {
    document: "OpenAI API Reference, chat completion chunk object",
    section,
    url: "https://platform.openai.com/docs/api-reference/chat-streaming",
  };
}

/** OpenAI's reference of the events of a streamed response. */
export function responsesStream(section: string): Documented {
  return {
    document: "OpenAI API Reference, Responses, Streaming events",
    section,
    url: "https://platform.openai.com/docs/api-reference/responses-streaming",
  };
}
