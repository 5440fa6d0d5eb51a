import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { formats } from "./gen/formats.ts";
import { loadFormat } from "./load-format.ts";
import { operationLoaders } from "./load-operation.ts";

const SPECS = new URL("../../../specs/", import.meta.url);

/** The files of a folder of examples, parsed; none where there is no folder. */
function examplesIn(folder: URL) {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".yaml"))
        .map((name) => ({ name, example: parse(readFileSync(new URL(name, folder), "utf8")) }))
    : [];
}

/** What the model is sent: of an asynchronous invocation a part of the request. */
function sentToModel(kind: string, request: unknown): unknown {
  return kind === "async" ? Object(request).modelInput : request;
}

describe.each(formats)("every example of $id", ({ id, kind }) => {
  test.each(examplesIn(new URL(`formats/${id}/examples/`, SPECS)))("is valid: $name", async ({ example }) => {
    const validators = await loadFormat(id);
    expect(validators.invokeRequest.issues(sentToModel(kind, example.request.value))).toEqual([]);
    if (!example.error) expect(validators.invokeResponse.issues(example.response.value)).toEqual([]);
  });

  test.each(examplesIn(new URL(`formats/${id}/streams/`, SPECS)))("is valid, streamed: $name", async ({ example }) => {
    const validators = await loadFormat(id);
    expect(validators.invokeRequest.issues(example.request.value)).toEqual([]);
    for (const chunk of example.response.value) expect(validators.invokeChunk?.issues(chunk)).toEqual([]);
  });
});

const folders = ["management/", "runtime/"]
  .flatMap((api) => readdirSync(new URL(api, SPECS)).map((family) => new URL(`${api}${family}/examples/`, SPECS)))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder).map((operation) => ({ operation, folder: new URL(`${operation}/`, folder) })),
  );

describe.each(folders.filter(({ operation }) => operation in operationLoaders))(
  "every example of $operation",
  ({ operation, folder }) => {
    test.each(examplesIn(folder))("is valid: $name", async ({ example }) => {
      const load = Object.entries(operationLoaders).find(([name]) => name === operation)?.[1];
      const validators = await load?.();
      expect(validators?.parameters.issues(example.parameters ?? {})).toEqual([]);
      if (example.request && validators?.request) expect(validators.request.issues(example.request.value)).toEqual([]);
      if (!example.error) expect(validators?.response.issues(example.response.value)).toEqual([]);
    });
  },
);
