import type { Peer } from "./peer.ts";

/** The generated validators of this repository. */
export const ours: Peer = {
  name: "bedrock-contract",
  source: () => `import { invokeRequest, invokeResponse } from "@bedrock-contract/validators/openai-chat-completion";
const peer = (validator) => ({ is: (value) => validator.is(value), issues: (value) => validator.issues(value).length });
export const request = peer(invokeRequest), response = peer(invokeResponse);`,
};
