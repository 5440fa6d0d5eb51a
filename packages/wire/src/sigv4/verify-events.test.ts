import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import { describe, expect, test } from "vitest";
import type { Frame } from "../event-stream/frame.ts";
import { FrameDecoder } from "../event-stream/frame-decoder.ts";
import { signRequest } from "../sign-request.ts";
import { EVENT_DATE_HEADER, EVENT_SIGNATURE_HEADER } from "./event-signature.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { EVENTS_CONTENT_HASH, eventSigner } from "./sign-events.ts";
import { eventVerifier, isSignedEvent } from "./verify-events.ts";
import { verifySignature } from "./verify-signature.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const region = "us-east-1";
const date = new Date("2026-11-29T12:34:56.789Z");

/** A request whose body is a stream of signed events. */
async function signedRequest(): Promise<ReceivedRequest> {
  const path = "/model/amazon.nova-2-sonic-v1:0/invoke-with-bidirectional-stream";
  const content = { "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-EVENTS", host: "127.0.0.1" };
  const request = { method: "POST", path, query: {}, headers: content, body: "" } as const;
  const headers = await signRequest(request, { credentials, region, date, hasContentHashHeader: false });
  return { method: "POST", target: path, headers: Object.entries({ ...headers, ...content }) };
}

/** Frames that wrap payloads, signed as the AWS SDK signs them. */
async function signedFrames(request: ReceivedRequest, payloads: readonly string[]): Promise<readonly Frame[]> {
  const signer = new SignatureV4({ credentials, region, service: "bedrock", sha256: Sha256 });
  const authorization = request.headers.find(([name]) => name === "authorization")?.[1] ?? "";
  let priorSignature = authorization.slice(-64);
  const frames: Frame[] = [];
  for (const [index, payload] of payloads.entries()) {
    const signingDate = new Date(date.getTime() + index * 1_500);
    const body = Buffer.from(payload);
    const headers = { [EVENT_DATE_HEADER]: { type: "timestamp" as const, value: signingDate } };
    const { signature } = await signer.sign({ message: { headers, body }, priorSignature }, { signingDate });
    frames.push({
      headers: [
        { name: EVENT_DATE_HEADER, type: "timestamp", value: BigInt(signingDate.getTime()) },
        { name: EVENT_SIGNATURE_HEADER, type: "bytes", value: Buffer.from(signature, "hex") },
      ],
      payload: body,
    });
    priorSignature = signature;
  }
  return frames;
}

test("verifies the request of a stream, whose body has no hash", async () => {
  const request = await signedRequest();
  const options = { credentials: () => credentials, now: date };
  expect(await verifySignature({ ...request, body: Buffer.from("not there yet") }, options)).toBeUndefined();
});

describe("the events of a stream", () => {
  test("are right one after the other, as the AWS SDK signs them", async () => {
    const request = await signedRequest();
    const verifier = eventVerifier(request, credentials);
    for (const frame of await signedFrames(request, ["one", "two", ""])) {
      expect(isSignedEvent(frame)).toBe(true);
      expect(await verifier.verify(frame)).toBeUndefined();
    }
  });

  test("are signed as the AWS SDK signs them, and verified when they are decoded", async () => {
    const request = await signedRequest();
    const dates = [0, 1_500, 3_000].map((later) => new Date(date.getTime() + later));
    const signer = eventSigner(Object.fromEntries(request.headers), credentials, () => dates.shift() ?? date);
    const payloads = ["one", "two", ""];
    const frames: Frame[] = [];
    for (const payload of payloads) {
      frames.push(...new FrameDecoder().push(await signer.sign(Buffer.from(payload))));
    }
    const bySdk = await signedFrames(request, payloads);
    expect(frames.map(signatureOf)).toEqual(bySdk.map(signatureOf));
    const verifier = eventVerifier(request, credentials);
    for (const frame of frames) {
      expect(await verifier.verify(frame)).toBeUndefined();
    }
  });

  test("are not signed without the signature of their request", () => {
    expect(() => eventSigner({ ...EVENTS_CONTENT_HASH }, credentials)).toThrow("authorization has no signature");
  });

  const signatureOf = ({ headers }: Frame): string =>
    headers
      .map(({ name, value }) => `${name} ${value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value}`)
      .join();

  const other = (frame: Frame, name: string, value: Frame["headers"][number]["value"]): Frame => ({
    ...frame,
    headers: frame.headers.map((header) => (header.name === name ? { ...header, value } : header)),
  });

  test.each([
    { what: "a changed payload", change: (frame: Frame) => ({ ...frame, payload: Buffer.from("x") }) },
    { what: "another date", change: (frame: Frame) => other(frame, EVENT_DATE_HEADER, 1_000n) },
    { what: "another signature", change: (frame: Frame) => other(frame, EVENT_SIGNATURE_HEADER, new Uint8Array(32)) },
  ])("are wrong with $what", async ({ change }) => {
    const request = await signedRequest();
    const [frame] = await signedFrames(request, ["one"]);
    const failure = frame && (await eventVerifier(request, credentials).verify(change(frame)));
    expect(failure).toMatchObject({ kind: "wrong-event-signature", errorType: "InvalidSignatureException" });
  });

  test("are wrong in another order, with another key, and unsigned", async () => {
    const request = await signedRequest();
    const [one, two] = await signedFrames(request, ["one", "two"]);
    const unsigned = { headers: [], payload: new Uint8Array() };
    expect(isSignedEvent(unsigned)).toBe(false);
    if (one !== undefined && two !== undefined) {
      const kinds = await Promise.all([
        eventVerifier(request, credentials).verify(two),
        eventVerifier(request, { ...credentials, secretAccessKey: "another" }).verify(one),
        eventVerifier(request, credentials).verify(unsigned),
        eventVerifier({ ...request, headers: [] }, credentials).verify(one),
      ]);
      expect(kinds.map((failure) => failure?.kind)).toEqual([
        ...["wrong-event-signature", "wrong-event-signature", "unsigned-event", "missing-authorization"],
      ]);
    }
  });
});
