import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { successesOf } from "./resources/resources.ts";
import { type Mock, startMock } from "./start-mock.ts";

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(method: string, path: string, body?: unknown): Promise<Reply> {
  const response = await fetch(`${mock.url}${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  return { status: response.status, body: Object(await response.json()) };
}

/** The request of an example, and what it answers. */
function example(
  operation: string,
  name: string,
): { readonly body: object; readonly response: Record<string, string> } {
  const found = successesOf("management", operation).find((each) => each.name === name);
  return { body: Object(found?.body), response: Object(found?.response) };
}

const GUARDRAIL = example("CreateGuardrail", "words-only");
const JOB = example("CreateModelCustomizationJob", "minimal");

describe("a request that equals an example", () => {
  test("creates what is listed, shown, taken, changed and deleted from then on", async () => {
    const created = await ask("POST", "/guardrails", GUARDRAIL.body);
    const { guardrailId } = GUARDRAIL.response;
    const path = `/guardrails/${guardrailId}`;
    expect(created.body).toEqual(GUARDRAIL.response);

    const listed = await ask("GET", "/guardrails");
    expect(JSON.stringify(listed.body)).toContain(`"id":"${guardrailId}"`);
    expect((await ask("POST", "/guardrails", GUARDRAIL.body)).status).toBe(400);
    const change = { ...GUARDRAIL.body, description: "Other words." };
    expect((await ask("PUT", path, change)).status).toBe(202);
    expect((await ask("GET", path)).body.description).toBe("Other words.");
    expect((await ask("DELETE", path)).status).toBe(202);
    expect((await ask("GET", path)).status).toBe(404);
  });

  test("is the same one with the token of an SDK, and again with that token", async () => {
    const body = { ...JOB.body, clientRequestToken: "token-of-an-sdk" };
    const [first, again] = [
      await ask("POST", "/model-customization-jobs", body),
      await ask("POST", "/model-customization-jobs", body),
    ];
    expect([first.body, again.body]).toEqual([JOB.response, JOB.response]);
    const { body: shown } = await ask(
      "GET",
      `/model-customization-jobs/${encodeURIComponent(JOB.response.jobArn ?? "")}`,
    );
    expect(shown.status).toBe("InProgress");

    mock.clock.advance("2h");
    const { body: later } = await ask(
      "GET",
      `/model-customization-jobs/${encodeURIComponent(JOB.response.jobArn ?? "")}`,
    );
    expect(later.status).toBe("Completed");
  });

  test.each(
    ["DeleteCustomModel", "DeleteGuardrail", "DeleteInferenceProfile"].flatMap((operation) =>
      successesOf("management", operation).slice(0, 1),
    ),
  )("deletes: $operation", async ({ parameters }) => {
    const [identifier = ""] = Object.values(parameters).map(String);
    const [folder] = Object.keys(parameters).map((name) => FOLDERS[name]);
    const path = `/${folder}/${encodeURIComponent(identifier)}`;
    expect((await ask("DELETE", path)).status).toBeLessThan(300);

    expect((await ask("GET", path)).status).toBe(404);
    expect((await ask("DELETE", path)).status).toBe(404);
  });

  test("changes nothing where the request names the example itself", async () => {
    await fetch(`${mock.url}/guardrails`, {
      method: "POST",
      body: JSON.stringify(GUARDRAIL.body),
      headers: { "content-type": "application/json", prefer: "example=words-only" },
    });
    const before = await ask("GET", "/guardrails");
    mock.reset();
    expect((await ask("GET", "/guardrails")).body).toEqual(before.body);
  });
});

const FOLDERS: Readonly<Record<string, string>> = {
  modelIdentifier: "custom-models",
  guardrailIdentifier: "guardrails",
  inferenceProfileIdentifier: "inference-profiles",
};
