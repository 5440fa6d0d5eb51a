import http, { type OutgoingHttpHeaders } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { buildConnector } from "undici";

/**
 * What undici is told of the way to an `https://` origin where `HTTPS_PROXY` names a proxy: that it is a tunnel of that
 * proxy, unless `NO_PROXY` names the host. Nothing where the way is direct, as it always is to `http://`.
 */
export function throughProxy(origin: string, allowH2: boolean): { readonly connect?: buildConnector.connector } {
  const { protocol, hostname, port } = new URL(origin);
  const proxy = variable("HTTPS_PROXY");
  if (protocol !== "https:" || proxy === "" || isExcepted(hostname, port || "443")) {
    return {};
  }
  const secure = buildConnector({ allowH2 });
  const target = `${hostname}:${port || 443}`;
  const connect: buildConnector.connector = (given, callback) => {
    openTunnel(proxy, target).then(
      (httpSocket) => secure({ ...given, httpSocket }, callback),
      (reason: Error) => callback(reason, null),
    );
  };
  return { connect };
}

/** A proxy refused a tunnel, or could not be asked for one. Its message names the proxy without its password. */
class ProxyError extends Error {
  readonly code = "ERR_PROXY";
}

function openTunnel(proxy: string, target: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const url = URL.parse(/^\w+:\/\//.test(proxy) ? proxy : `http://${proxy}`);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      reject(new ProxyError("HTTPS_PROXY is not a URL such as http://proxy.example:3128"));
      return;
    }
    const called = `the proxy ${url.host} of HTTPS_PROXY`;
    const { request } = url.protocol === "https:" ? https : http;
    const { username, password, hostname, port } = url;
    const headers: OutgoingHttpHeaders = { host: target, "proxy-connection": "keep-alive" };
    if (username !== "") {
      const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
      headers["proxy-authorization"] = `Basic ${Buffer.from(pair).toString("base64")}`;
    }
    const host = hostname.replace(/^\[(.*)\]$/, "$1");
    request({ host, ...(port === "" ? {} : { port }), method: "CONNECT", path: target, headers, agent: false })
      .once("connect", ({ statusCode = 0 }, socket) => {
        if (statusCode >= 200 && statusCode < 300) {
          resolve(socket as Socket); // A tunnel of a client is a socket of its own.
        } else {
          socket.destroy();
          reject(new ProxyError(`${called} refuses a tunnel with status ${statusCode}`));
        }
      })
      .once("response", (response) => {
        response.destroy();
        reject(
          new ProxyError(`${called} opened no tunnel: it responded to CONNECT with status ${response.statusCode}`),
        );
      })
      .once("error", (cause) => {
        reject(new ProxyError(`${called} cannot be reached: ${Object(cause).code ?? cause.message}`, { cause }));
      })
      .end();
  });
}

/** As curl and most others read `NO_PROXY`: names with all below them, addresses, each perhaps with a port; or `*`. */
function isExcepted(hostname: string, port: string): boolean {
  return variable("NO_PROXY")
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      const [, name = "", only] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
      const domain = name.replace(/^\*?\./, "");
      const isNamed = entry === "*" || hostname === domain || hostname.endsWith(`.${domain}`);
      return isNamed && (only === undefined || only === port);
    });
}

/** In small letters it counts before that in capitals, as with curl. */
function variable(name: string): string {
  return process.env[name.toLowerCase()] || process.env[name] || "";
}
