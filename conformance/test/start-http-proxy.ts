import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** An HTTP proxy on loopback that opens tunnels. */
export interface HttpProxy extends AsyncDisposable {
  /** What `HTTPS_PROXY` is set to. */
  readonly url: string;
  /** Host and port of each tunnel that was asked for. */
  readonly tunnels: string[];
}

/** Starts a proxy that lets those through who have its password, if it has one; `await using` stops it. */
export async function startHttpProxy(password?: string): Promise<HttpProxy> {
  const tunnels: string[] = [];
  const sockets = new Set<Socket>();
  const wanted = password === undefined ? undefined : `Basic ${Buffer.from(`me:${password}`).toString("base64")}`;
  const server = createServer((_request, response) => response.writeHead(400).end());
  server.on("connection", (socket) => sockets.add(socket));
  server.on("connect", ({ url = "", headers }, socket) => {
    tunnels.push(url);
    socket.on("error", () => undefined);
    if (headers["proxy-authorization"] !== wanted) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    const { hostname, port } = new URL(`http://${url}`);
    const target = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.pipe(socket).pipe(target);
    });
    target.on("error", () => socket.destroy());
    sockets.add(target);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // It listens on TCP.
  return {
    url: `http://127.0.0.1:${port}`,
    tunnels,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) {
        socket.destroy();
      }
      server.close();
      await once(server, "close");
    },
  };
}
