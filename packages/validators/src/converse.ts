// The door for conversations: the validators of Converse and ConverseStream by names that can stand side by side.
export { assembleConverseStream } from "./assemble-converse-stream.ts";
export { request as converseRequest, response as converseResponse } from "./gen/runtime/Converse.ts";
export { event as converseStreamEvent, request as converseStreamRequest } from "./gen/runtime/ConverseStream.ts";
