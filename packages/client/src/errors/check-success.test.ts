import { existsSync, readFileSync } from "node:fs";
import { detectFormat, formats, loadFormat, loadOperation, type Validator } from "@bedrock-contract/validators";
import { isOperationName, operations } from "@bedrock-contract/wire";
import { describe, expect, it } from "vitest";
import { checkSuccess } from "./check-success.ts";

const recordings = new URL("../../../../../shared/recordings/exchanges.jsonl", import.meta.url);
const facts = { operation: "GetThing", status: 200, requestId: "4a1b", headers: {} };
const described = Object.values(operations).filter(({ api }) => api !== "runtime");

interface Recorded {
  readonly operation: string;
  readonly modelId: string;
  readonly request: { readonly body?: unknown };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
}

async function validatorOf({ operation, modelId, request }: Recorded): Promise<Validator<unknown> | undefined> {
  const format = operation === "InvokeModel" ? detectFormat(modelId, request.body) : undefined;
  if (format !== undefined) {
    return (await loadFormat(format)).invokeResponse;
  }
  const isManagement = isOperationName(operation) && operations[operation].api === "management";
  return isManagement ? (await loadOperation(operation)).response : undefined;
}

describe("checkSuccess", () => {
  it("takes every recorded success", async ({ skip }) => {
    if (!existsSync(recordings)) {
      return skip("the recordings are not beside the repository");
    }
    const lines = readFileSync(recordings, "utf8").trim().split("\n");
    let count = 0;
    for (const line of lines) {
      const recorded: Recorded = JSON.parse(line);
      const { status, headers, body } = recorded.response;
      const validator = status < 300 ? await validatorOf(recorded) : undefined;
      if (validator !== undefined && typeof body === "object") {
        checkSuccess({ ...facts, headers, body }, { validator });
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(10);
  });

  it.each(described)("refuses a body that has nothing of $name", async ({ name }) => {
    const { response: validator } = await loadOperation(name);
    for (const body of [{}, { message: "Forbidden" }, [], null, "text"]) {
      expect(() => checkSuccess({ ...facts, body }, { validator }), JSON.stringify(body)).toThrow(
        "[InvalidResponse] GetThing: the body has nothing of what GetThing returns",
      );
    }
  });

  it.each(formats)("refuses a body that has nothing of $id", async ({ id }) => {
    const { invokeResponse: validator } = await loadFormat(id);
    expect(() => checkSuccess({ ...facts, body: { Version: "1.0" } }, { validator })).toThrow("InvalidResponse");
  });

  it.each([
    { rules: { mayBeEmpty: true }, body: {} },
    { rules: { mayBeUnknown: true }, body: { ok: true } },
  ])("takes $body with $rules, unless a member is required", async ({ rules, body }) => {
    const [optional, required] = await Promise.all([
      loadOperation("ListCustomModels"),
      loadOperation("CreateProvisionedModelThroughput"),
    ]);
    expect(checkSuccess({ ...facts, body }, { validator: optional.response, ...rules })).toBeUndefined();
    expect(() => checkSuccess({ ...facts, body }, { validator: required.response, ...rules })).toThrow();
  });
});
