import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Place, readPlace } from "../test/runtime-model/place.ts";

const MODEL = new URL("../../../../shared/service-models/bedrock-runtime-2023-09-30.json", import.meta.url);

const DOCUMENT = "gen/openapi/runtime.yaml";
const INVOKE = "runtime/invoke/openapi.yaml#/components";
type OperationName = "InvokeModel" | "InvokeModelWithResponseStream";
const OPERATIONS: readonly OperationName[] = ["InvokeModel", "InvokeModelWithResponseStream"];

/** The pattern of the service model refuses model ARNs with a version of two parts, which the service gives out. */
const REWRITTEN_PATTERNS = ["modelId"];

const hasModel = existsSync(MODEL);
if (!hasModel) console.warn(`Skipped the comparison with the service model, which is not at ${MODEL.pathname}`);

test("the body of an invocation may be absent, but not that of a format", () => {
  const isRequired = (document: string): unknown =>
    readPlace(`gen/openapi/${document}.yaml`)
      .get("paths")
      .get("/model/{modelId}/invoke")
      .get("post")
      .get("requestBody")
      .get("required").value;
  expect([isRequired("runtime"), isRequired("titan-text")]).toEqual([false, true]);
});

describe.skipIf(!hasModel)("the runtime spec and the service model of 2023-09-30", () => {
  test.each(OPERATIONS)("agree on the method and the path of %s", (name) => {
    const { http } = readModel().operations[name] ?? {};
    const item = readPlace(DOCUMENT)
      .get("paths")
      .get(http?.requestUri ?? "");
    expect(item.get(http?.method.toLowerCase() ?? "").get("operationId").value).toBe(name);
  });

  test("agree on the path of every operation that is listed", () => {
    const listed = readPlace(DOCUMENT).get("paths").keys();
    const inModel = Object.values(readModel().operations).map(({ http }) => http.requestUri);
    expect([...listed].sort()).toEqual([...new Set(inModel)].sort());
  });

  test.each(OPERATIONS)("agree on the parameters of %s", (name) => {
    const inSpec = operationOf(name).get("parameters").children().map(parameterOf);
    expect(byName(inSpec)).toEqual(byName(modelParameters(name)));
  });

  test.each(OPERATIONS)("agree on the response headers of %s", (name) => {
    const observed = (header: Place): boolean => header.get("x-observed").value !== undefined;
    const headers = operationOf(name).get("responses").get("200").get("headers");
    const documented = headers.keys().filter((key) => key !== "x-amzn-requestid" && !observed(headers.get(key)));
    const ofModel = membersOf(`${name}Response`).filter(({ location }) => location === "header");
    const names = ofModel
      .map(({ locationName }) => locationName?.toLowerCase())
      .filter((key) => key !== "content-type");
    expect(documented.sort()).toEqual(names.sort());
  });

  test.each(OPERATIONS)("agree on the errors of %s and their statuses", (name) => {
    const responses = operationOf(name).get("responses");
    const inSpec = responses
      .keys()
      .flatMap((status) => exceptionsOf(responses.get(status)).map((error) => [error, Number(status)]));
    const { errors = [] } = readModel().operations[name] ?? {};
    const inModel = errors.map(({ shape }) => [shape, shapeOf(shape).error?.httpStatusCode]);
    expect(Object.fromEntries(inSpec)).toEqual(Object.fromEntries(inModel));
  });

  test("agree on the members of the runtime's own exceptions", () => {
    const { errors = [] } = readModel().operations.InvokeModelWithResponseStream ?? {};
    for (const { shape } of errors) {
      const properties = readPlace(`shared/openapi.yaml#/components/schemas/${shape}`).get("properties");
      expect([shape, properties.keys().sort()]).toEqual([shape, Object.keys(shapeOf(shape).members ?? {}).sort()]);
    }
  });

  test("agree on the events of a stream", () => {
    const branches = readPlace(`${INVOKE}/schemas/ResponseStream`).get("oneOf").children();
    const events = branches.map((branch) => {
      const [member = ""] = branch.get("properties").keys();
      return [member, fileName(branch.get("properties").ref(member))];
    });
    const members = Object.entries(shapeOf("ResponseStream").members ?? {}).map(([member, { shape }]) => [
      member,
      shape,
    ]);
    expect(Object.fromEntries(events)).toEqual(Object.fromEntries(members));
  });

  test("agree on the values of the echoed headers", () => {
    for (const [header, shape] of [
      ["x-amzn-bedrock-performanceconfig-latency", "PerformanceConfigLatency"],
      ["x-amzn-bedrock-service-tier", "ServiceTierType"],
    ]) {
      const [known] = readPlace(`${INVOKE}/headers/${header}`).get("schema").get("anyOf").children();
      expect(known?.get("enum").value).toEqual(shapeOf(shape ?? "").enum);
    }
  });
});

describe("the pattern of model ids", () => {
  const pattern = new RegExp(String(readPlace(`${INVOKE}/parameters/modelId`).get("schema").get("pattern").value), "u");

  test.each([
    "anthropic.claude-v2",
    "anthropic.claude-v2:1:18k",
    "us.anthropic.claude-3-5-sonnet-20240620-v1:0",
    "does-not-exist",
    "abcdef123456",
    "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
    "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2:1:18k",
    "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0",
    "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdef123456",
    "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456",
    "arn:aws:bedrock:us-east-1:111122223333:provisioned-model/abcdef123456",
    "arn:aws:bedrock:us-east-1:111122223333:custom-model/amazon.titan-text-lite-v1/abcdef123456",
    "arn:aws:bedrock:us-east-1:111122223333:custom-model/meta.llama3-1-8b-instruct-v1:0:128k/qzlin7qn403k",
    "arn:aws:bedrock:us-east-1:111122223333:custom-model-deployment/abcdef123456",
    "arn:aws-us-gov:bedrock:us-gov-west-1:111122223333:imported-model/abcdef123456",
    "arn:aws:bedrock:us-east-1:111122223333:prompt/ABCDEF1234:2",
    "arn:aws:bedrock:us-east-1:111122223333:default-prompt-router/anthropic.claude:1",
    "arn:aws:sagemaker:us-east-1:111122223333:endpoint/my-endpoint",
  ])("admits %s", (id) => {
    expect(pattern.test(id)).toBe(true);
  });

  test.each([
    "",
    "no such model",
    "anthropic.claude-v2/",
    "arn:aws:bedrock:us-east-1:111122223333:guardrail/abcdef123456",
    "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456/x",
    "arn:aws:sagemaker:us-east-1:111122223333:model/my-model",
  ])("refuses %j", (id) => {
    expect(pattern.test(id)).toBe(false);
  });

  test.each(["a-", "a_", "a.", "a:", "arn:aws-a:bedrock:us-east-1::foundation-model/a.a-", "1"])(
    "is read in no time, however often %j is repeated",
    (part) => {
      const start = performance.now();
      pattern.test(`${part.repeat(2048).slice(0, 2047)}!`);
      // Linear, it takes a millisecond; what backtracks takes minutes. In between lies a busy machine.
      expect(performance.now() - start).toBeLessThan(2_000);
    },
  );
});

/** The part of botocore's service-2.json that the comparison reads. */
interface Model {
  readonly operations: Readonly<Record<string, ModelOperation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

interface ModelOperation {
  readonly http: { readonly method: string; readonly requestUri: string };
  readonly errors?: readonly Member[];
}

interface Member {
  readonly shape: string;
  readonly location?: string;
  readonly locationName?: string;
}

interface Shape {
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, Member>>;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly error?: { readonly httpStatusCode: number };
}

interface Parameter {
  readonly name: string;
  readonly [fact: string]: unknown;
}

function modelParameters(name: OperationName): readonly Parameter[] {
  const bound = Object.entries(shapeOf(`${name}Request`).members ?? {}).filter(
    ([, { location }]) => location !== undefined,
  );
  return bound.map(([member, { shape, location, locationName = member }]) => {
    const { enum: values, min, max, pattern } = shapeOf(shape);
    return {
      name: locationName,
      in: location === "uri" ? "path" : location,
      required: shapeOf(`${name}Request`).required?.includes(member) ?? false,
      values,
      min: min === 0 ? undefined : min, // A least length of 0 says nothing.
      max,
      pattern: pattern === undefined || REWRITTEN_PATTERNS.includes(member) ? undefined : `^(?:${pattern})$`,
    };
  });
}

function parameterOf(parameter: Place): Parameter {
  const name = String(parameter.get("name").value);
  const schema = parameter.get("schema");
  const pattern = schema.get("pattern").value;
  return {
    name,
    in: parameter.get("in").value,
    required: parameter.get("required").value,
    values: schema.get("enum").value,
    min: schema.get("minLength").value,
    max: schema.get("maxLength").value,
    pattern: pattern === undefined || REWRITTEN_PATTERNS.includes(name) ? undefined : String(pattern),
  };
}

function byName(parameters: readonly Parameter[]): Readonly<Record<string, Parameter>> {
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter]));
}

function membersOf(shape: string): readonly Member[] {
  return Object.values(shapeOf(shape).members ?? {});
}

function exceptionsOf(response: Place): readonly string[] {
  const content = response.get("content").get("application/json");
  const branches = content.get("schema").get("anyOf");
  const refs = branches.value === undefined ? [content.ref("schema")] : branches.keys().map((key) => branches.ref(key));
  return refs.map(fileName).filter((name) => name.endsWith("Exception"));
}

function operationOf(name: OperationName): Place {
  const items = readPlace(DOCUMENT).get("paths").children();
  const operations = items.flatMap((item) => item.children());
  return operations.find((each) => each.get("operationId").value === name) ?? readPlace(DOCUMENT);
}

function shapeOf(name: string): Shape {
  const shape = readModel().shapes[name];
  if (!shape) throw new Error(`the service model has no shape ${name}`);
  return shape;
}

let model: Model | undefined;

function readModel(): Model {
  model ??= JSON.parse(readFileSync(MODEL, "utf8")) as Model; // The test reads AWS's file as its format is known.
  return model;
}

function fileName(ref: string | undefined): string {
  return ref?.replace(/^.*\//, "") ?? "";
}
