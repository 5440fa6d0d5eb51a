import { fileURLToPath } from "node:url";
import type { Peer } from "./peer.ts";

const FORMAT = fileURLToPath(new URL("../../src/gen/formats/openai-chat-completion.ts", import.meta.url));

/** The generated validators of this package. */
export const ours: Peer = {
  name: "bedrock-contract",
  source: () => `import { invokeRequest, invokeResponse } from ${JSON.stringify(FORMAT)};
const peer = (validator) => ({ is: (value) => validator.is(value), issues: (value) => validator.issues(value).length });
export const request = peer(invokeRequest), response = peer(invokeResponse);`,
};
