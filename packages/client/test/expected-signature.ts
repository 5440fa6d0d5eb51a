import { createHash, createHmac } from "node:crypto";
import type { ReceivedRequest } from "./start-server.ts";

/**
 * The signature that a request as it arrived should have, computed from AWS's description of Signature Version 4 alone.
 */
export function expectedSignature({ method, url, headers, body }: ReceivedRequest, secret: string): string {
  const { scope = "", names = "" } =
    /Credential=\w+\/(?<scope>\S+), SignedHeaders=(?<names>\S+),/.exec(headers.authorization ?? "")?.groups ?? {};
  const [path = "", query = ""] = url.split("?");
  const canonical = [
    method,
    // Every service but S3 has the path encoded once more than it is sent.
    path.split("/").map(encodeURIComponent).join("/"),
    query.split("&").toSorted().join("&"),
    ...names.split(";").map((name) => `${name}:${String(headers[name]).trim()}`),
    "",
    names,
    sha256(body),
  ].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  const key = scope.split("/").reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${secret}`);
  return hmac(key, toSign).toString("hex");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
