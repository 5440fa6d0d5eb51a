// A Bedrock that streams: each chunk says when it was sent, so that who reads it knows how long it was under way.
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { encodeChunk } from "@bedrock-contract/wire";

const CHUNKS = 12;
const PAUSE_MS = 20;
const headers = {
  "content-type": "application/vnd.amazon.eventstream",
  "x-amzn-bedrock-content-type": "application/json",
  "x-amzn-requestid": "00000000-0000-4000-8000-000000000000",
};

const server = createServer({ noDelay: true }, async (request, response) => {
  for await (const _ of request);
  response.writeHead(200, headers);
  response.flushHeaders();
  for (let index = 0; index < CHUNKS; index += 1) {
    if (index > 0) await wait(PAUSE_MS);
    const isLast = index === CHUNKS - 1;
    const chunk = {
      generation: ` ${performance.timeOrigin + performance.now()}`,
      prompt_token_count: index === 0 ? 5 : null,
      generation_token_count: index + 1,
      stop_reason: isLast ? "stop" : null,
      ...(isLast
        ? {
            "amazon-bedrock-invocationMetrics": {
              inputTokenCount: 5,
              outputTokenCount: CHUNKS,
              invocationLatency: 50,
              firstByteLatency: 5,
            },
          }
        : {}),
    };
    response.write(encodeChunk(Buffer.from(JSON.stringify(chunk))));
  }
  response.end();
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) console.log(`http://127.0.0.1:${address.port}`);
});
