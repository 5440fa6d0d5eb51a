import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contractFromModel, type Differences, type ServiceModel } from "../test/service-model/from-model.ts";
import { contractsFromSpec } from "../test/service-model/from-spec.ts";

const MODEL = new URL("../../../../shared/service-models/bedrock-2023-04-20.json", import.meta.url);
const SPEC = new URL("../../../specs/gen/openapi/management.yaml", import.meta.url);

const JOB_ARN =
  "arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:model-customization-job/" +
  "[a-z0-9-]{1,63}[.]{1}[a-z0-9-]{1,63}([a-z0-9-]{1,63}[.]){0,2}[a-z0-9-]{1,63}([:][a-z0-9-]{1,63}){0,2}/[a-z0-9]{12}";

const contracts = contractsFromSpec(SPEC);
const OPERATIONS = Object.keys(contracts);

const DIFFERENCES: Differences = {
  // Backtracks exponentially in JavaScript: `-*` before a class that holds `-` already. The rewrite accepts the same
  // texts.
  patterns: {
    JobName: "^(?:[a-zA-Z0-9][a-zA-Z0-9\\+\\-\\.]*)$",
    ModelCustomizationJobIdentifier: `^(?:(${JOB_ARN})|([a-zA-Z0-9][a-zA-Z0-9\\+\\-\\.]*))$`,
  },
  values: {},
  // Real lists of models hold these, of 2024 to 2026.
  sent: {
    InferenceType: ["INFERENCE_PROFILE"],
    ModelCustomization: ["PREFERENCE_FINE_TUNING"],
    ModelModality: ["VIDEO", "SPEECH", "AUDIO"],
  },
  constant: {},
  // Real jobs without validation data come without it.
  optional: ["GetModelCustomizationJobResponse.validationDataConfig"],
  // Real summaries of embedding models hold null.
  nullable: ["FoundationModelDetails.responseStreamingSupported", "FoundationModelSummary.responseStreamingSupported"],
};

const isPresent = existsSync(MODEL);
if (!isPresent) console.warn(`Skipped the comparison with the service model, which is not at ${MODEL.pathname}`);

describe.skipIf(!isPresent)("the management spec and the service model of 2023-04-20", () => {
  test.each(OPERATIONS)("agree on %s", (name) => {
    expect(contracts[name]).toEqual(contractFromModel(readModel(), name, DIFFERENCES));
  });

  test.each([
    {
      fault: "a member that the spec lacks",
      edit: (model: Editable) =>
        set(model, "Tag", "members", {
          key: { shape: "TagKey" },
          value: { shape: "TagValue" },
          colour: { shape: "TagValue" },
        }),
    },
    {
      fault: "a member that the model lacks",
      edit: (model: Editable) => set(model, "Tag", "members", { key: { shape: "TagKey" } }),
    },
    {
      fault: "a member that is required",
      edit: (model: Editable) => set(model, "TrainingDataConfig", "required", ["s3Uri"]),
    },
    { fault: "another limit", edit: (model: Editable) => set(model, "TagKey", "max", 127) },
    { fault: "another pattern", edit: (model: Editable) => set(model, "TagKey", "pattern", "[a-z]*") },
    {
      fault: "another value of an enum",
      edit: (model: Editable) => set(model, "CustomizationType", "enum", ["FINE_TUNING"]),
    },
    {
      fault: "another error status",
      edit: (model: Editable) => set(model, "ConflictException", "error", { httpStatusCode: 409 }),
    },
    { fault: "a union that is none", edit: (model: Editable) => set(model, "CustomizationConfig", "union", false) },
  ])("the comparison notices $fault", ({ edit }) => {
    const model: Editable = JSON.parse(readFileSync(MODEL, "utf8"));
    edit(model);
    const name = "CreateModelCustomizationJob";
    expect(contracts[name]).not.toEqual(contractFromModel(model, name, DIFFERENCES));
  });

  test("every difference that is allowed for is needed", () => {
    const agree = (differences: Differences) =>
      OPERATIONS.every((name) => same(contracts[name], contractFromModel(readModel(), name, differences)));
    const [jobName, identifier] = Object.entries(DIFFERENCES.patterns);
    const fewer: readonly Differences[] = [
      ...[jobName, identifier].map((entry) => ({ ...DIFFERENCES, patterns: Object.fromEntries(entry ? [entry] : []) })),
      { ...DIFFERENCES, optional: [] },
      ...Object.keys(DIFFERENCES.sent ?? {}).map((name) => ({
        ...DIFFERENCES,
        sent: Object.fromEntries(Object.entries(DIFFERENCES.sent ?? {}).filter(([each]) => each !== name)),
      })),
      ...DIFFERENCES.nullable.map((member) => ({ ...DIFFERENCES, nullable: [member] })),
    ];
    expect(agree(DIFFERENCES)).toBe(true);
    expect(fewer.map(agree)).toEqual(fewer.map(() => false));
  });
});

type Editable = Omit<ServiceModel, "shapes"> & { readonly shapes: Record<string, ServiceModel["shapes"][string]> };

function readModel(): ServiceModel {
  return JSON.parse(readFileSync(MODEL, "utf8"));
}

function set(model: Editable, shape: string, key: string, value: unknown): void {
  model.shapes[shape] = { type: "structure", ...model.shapes[shape], [key]: value };
}

function same(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}
