import { startMock } from "@bedrock-contract/mock";
import { formats as listed, loadDescription, loadFormat, readPointer } from "@bedrock-contract/validators";
import { decodeStreamEvent, FrameDecoder } from "@bedrock-contract/wire";
import { describe, expect, test } from "vitest";
import { someOf } from "../../../.some-of.ts";
import { changed, faultsOf } from "../../test/faults-of.ts";
import type { Case } from "../case.ts";
import { loadCases } from "../cases/load-cases.ts";

const formats = await Promise.all(listed.map(({ id }) => loadDescription(id)));

const cases = (await loadCases()).filter(
  ({ kind, expect: { status, streamException }, parameters }) =>
    kind !== "negative" &&
    (status[0] ?? 400) < 300 &&
    streamException === undefined &&
    Object.keys(parameters).every((name) => name === "modelId"),
);

/** Requests like those of a case that no example has: about something else, with other limits. */
function variants({ body }: Case, format: (typeof formats)[number]): readonly unknown[] {
  const other: unknown = JSON.parse(
    JSON.stringify(body).replaceAll("Brest", "Quimper").replaceAll(/hello/gi, "goodbye"),
  );
  const set = (place: string | undefined, value: unknown): readonly unknown[] =>
    place === undefined || readPointer(other, place.slice(0, place.lastIndexOf("/"))) === undefined
      ? []
      : [changed(other, { [place]: value })];
  switch (format.kind) {
    case "text": {
      const { maxTokens, maxCompletionTokens, stopSequences } = format.request;
      const limit = readPointer(other, maxCompletionTokens) === undefined ? maxTokens : maxCompletionTokens;
      return [other, ...set(limit, 3), ...set(stopSequences, ["mock", " is"])];
    }
    case "embedding":
      return [other, ...[256, 384, 512, 1024].flatMap((length) => set(format.request.dimensions, length))];
    case "image": {
      const { count, width, aspectRatio, outputFormat } = format.request;
      return [
        other,
        ...set(count, 3),
        ...set(width, 640),
        ...set(aspectRatio, "21:9"),
        ...["jpeg", "webp"].flatMap((type) => set(outputFormat, type)),
      ];
    }
    default:
      return [other];
  }
}

async function ask(url: string, { operation, parameters }: Case, body: unknown): Promise<Response> {
  const path = operation === "InvokeModel" ? "invoke" : "invoke-with-response-stream";
  return fetch(`${url}/model/${encodeURIComponent(String(parameters.modelId))}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer any" },
    body: JSON.stringify(body),
  });
}

describe("the mock answers right what no example asks:", { tags: "longer" }, () => {
  test.each(formats.filter(({ kind }) => kind !== "async" && kind !== "speech"))("$id", async (format) => {
    await using mock = await startMock({ chunkDelayMs: 0 });
    const { invokeRequest } = await loadFormat(format.id);
    const wrong: string[] = [];
    let count = 0;
    const ofFormat = cases.filter((each) => each.format === format.id);
    for (const given of someOf(ofFormat, ({ operation }) => operation)) {
      for (const body of variants(given, format).filter((each) => invokeRequest.is(each))) {
        const response = await ask(mock.url, given, body);
        const bytes = new Uint8Array(await response.arrayBuffer());
        // A variant may break a rule.
        if (response.status !== 400) {
          count += 1;
          const headers = Object.fromEntries(response.headers);
          const answer =
            given.operation === "InvokeModel" ? { text: new TextDecoder().decode(bytes) } : { chunks: chunksIn(bytes) };
          const faults = await faultsOf({ ...given, body }, { status: response.status, headers, ...answer });
          wrong.push(...faults.map((fault) => `${given.id} ${fault} ${JSON.stringify(body)}`));
        }
      }
    }

    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(0);
  });
});

function chunksIn(bytes: Uint8Array): readonly unknown[] {
  const events = new FrameDecoder().push(bytes).map((frame) => decodeStreamEvent(frame));
  return events.map((event): unknown =>
    event.kind === "chunk" ? JSON.parse(new TextDecoder().decode(event.bytes)) : event,
  );
}
