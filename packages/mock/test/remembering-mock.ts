import { BedrockClient } from "@aws-sdk/client-bedrock";
import { type KeptResource, memory as kinds, loadOperation } from "@bedrock-contract/validators";
import { type KnownOperation, operations, pathParameters } from "@bedrock-contract/wire";
import { afterAll, beforeEach, expect } from "vitest";
import { examplesOf } from "../src/examples/read-examples.ts";
import { startMock } from "../src/start-mock.ts";

/**
 * A mock for the tests of a file, and what they send to it: with the AWS SDK, or by an operation's name. It forgets
 * everything before each test.
 */
export async function rememberingMock() {
  const mock = await startMock();
  const client = new BedrockClient({ ...mock.clientConfig, maxAttempts: 1 });
  beforeEach(() => mock.reset());
  afterAll(() => {
    client.destroy();
    return mock.close();
  });
  return { mock, client, create, identifierOf, itemsOf, control, send };

  async function create(creates: string, token?: string): Promise<unknown> {
    const { status, body } = await send(creates, {}, bodyFor(creates, token));
    expect([creates, status]).toEqual([creates, operationOf(creates).successStatus]);
    const { response } = await loadOperation(operationOf(creates).name);
    expect([creates, response?.issues(body)]).toEqual([creates, []]);
    return body;
  }

  /** The first name of the resource that was created last. */
  async function identifierOf(
    response: unknown,
    { identity = [], operations: deeds }: KeptResource,
    lists: string,
  ): Promise<unknown> {
    const [first] = await itemsOf(lists);
    const key = deeds[lists]?.key ?? identity[0] ?? "";
    expect(JSON.stringify(response)).toContain(String(Object(first)[identity[0] ?? ""] ?? Object(first)[key]));
    return Object(first)[key];
  }

  async function itemsOf(lists: string): Promise<readonly unknown[]> {
    const { body } = await send(lists, {});
    return Object.values(Object(body)).find((each): each is unknown[] => Array.isArray(each)) ?? [];
  }

  async function control(method: string, path: string, body: unknown, session = "control") {
    const headers = { "content-type": "application/json", "x-mock-session": session };
    const response = await fetch(`${mock.url}${path}`, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    const parsed: unknown = text === "" ? undefined : JSON.parse(text);
    return { status: response.status, body: parsed };
  }

  async function send(name: string, parameters: Readonly<Record<string, unknown>>, body?: object, session = "") {
    const { method, path, parameters: declared } = operationOf(name);
    const all = { ...ownersOf(name), ...parameters };
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, label: string) => encodeURIComponent(String(all[label])));
    const token = declared.find(({ in: place, name }) => place === "header" && name.endsWith("token"))?.name;
    // Those that must be there are times of a last change.
    const required = declared.filter(({ in: place, required }) => place === "query" && required);
    const query = required.map((each) => `${each.name}=${new Date(mock.clock.now()).toISOString()}`).join("&");
    const response = await fetch(`${mock.url}${filled}?${query}`, {
      method,
      headers: {
        "content-type": "application/json",
        ...(session !== "" && { "x-mock-session": session }),
        ...(token !== undefined && { [token]: String(Object(body)[token] ?? "") || crypto.randomUUID() }),
      },
      ...(body !== undefined && { body: JSON.stringify({ ...body, [token ?? ""]: undefined }) }),
    });
    const errorType = response.headers.get("x-amzn-errortype")?.split(":")[0];
    const parsed: unknown = await response.json();
    return { status: response.status, errorType, body: parsed };
  }
}

/** A job that makes a custom model. */
export const job = {
  jobName: "mine-1",
  customModelName: "mine",
  roleArn: "arn:aws:iam::111122223333:role/BedrockCustomization",
  baseModelIdentifier: "amazon.nova-lite-v1:0",
  trainingDataConfig: { s3Uri: "s3://example-training-data/mine/" },
  outputDataConfig: { s3Uri: "s3://example-training-results/mine/" },
};

/** What an operation does to a kind of resources, of those that do such a thing: its name and its deed. */
export function deed(kind: KeptResource, does: string) {
  return Object.entries(kind.operations).find(([, each]) => each.does === does);
}

/** An operation by its name. */
export function operationOf(name: string): KnownOperation {
  return operations[name as keyof typeof operations]; // The specs name no other.
}

/** The parameter that names the resource in the path of an operation. */
export function labelOf({ owner }: KeptResource, name: string): string {
  return pathParameters(operationOf(name)).find((label) => label !== owner?.parameter) ?? "";
}

/** The parameters with which an example creates a resource: what it is below. */
function exampleParameters(creates: string): Readonly<Record<string, unknown>> {
  const { parameters = {} } = examplesOf("management", creates).find(({ status }) => status < 400) ?? {};
  return parameters;
}

/** The body of an example, with a name or content that no example has. */
export function bodyFor(creates: string, token?: string): object {
  const { body } = examplesOf("management", creates).find(({ status }) => status < 400) ?? {};
  const kind = Object.values(kinds).find(({ operations: deeds }) => Object.hasOwn(deeds, creates));
  const { [kind?.token ?? ""]: _, ...members } = Object(body);
  const name = Object.keys(members).find((member) => /(name|guardContent)$/i.test(member));
  const other = name === undefined ? { policyDefinition: { version: "1.0" } } : { [name]: "memory-test" };
  return { ...members, ...other, ...(token !== undefined && { [kind?.token ?? ""]: token }) };
}

/** What the resource of an operation is below, as the example that creates one says. */
function ownersOf(name: string): Readonly<Record<string, unknown>> {
  const kind = Object.values(kinds).find(({ operations: deeds }) => Object.hasOwn(deeds, name));
  return kind?.owner === undefined ? {} : exampleParameters(deed(kind, "create")?.[0] ?? "");
}
