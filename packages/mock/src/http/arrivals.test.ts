import { once } from "node:events";
import net from "node:net";
import { expect, test } from "vitest";
import { jsonAnswer } from "./answer.ts";
import { createHttpFront } from "./http-front.ts";

const CONNECTIONS = 24;

test("lets each of the connections that come together have an answer before others have many", async () => {
  const asked: string[] = [];
  const front = createHttpFront(async ({ path }) => {
    asked.push(path);
    const end = performance.now() + 2;
    while (performance.now() < end) {
      // It works, and lets nobody else.
    }
    return jsonAnswer(200, {});
  });
  const { port } = await front.listen(0, "127.0.0.1");
  const sockets = Array.from({ length: CONNECTIONS }, (_, index) => {
    const socket = net.connect(port, "127.0.0.1");
    const ask = () => socket.write(`GET /${index} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    ask();
    return socket.on("data", ask);
  });
  try {
    await Promise.all(sockets.map((socket) => once(socket, "data")));
    expect(asked.length).toBeLessThan(3 * CONNECTIONS);
  } finally {
    for (const socket of sockets) {
      socket.destroy();
    }
    await front.close();
  }
});
