import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { contractFromModel, type Differences, type ServiceModel } from "../test/service-model/from-model.ts";
import { contractsFromSpec } from "../test/service-model/from-spec.ts";

const MODEL = new URL("../../../../shared/service-models/bedrock-runtime-2023-09-30.json", import.meta.url);
const SPEC = new URL("../../../specs/gen/openapi/runtime.yaml", import.meta.url);

/** Their bodies are opaque to the runtime API. */
const INVOCATIONS = ["InvokeModel", "InvokeModelWithResponseStream"];

const contracts = contractsFromSpec(SPEC, INVOCATIONS);
const operations = Object.keys(contracts);

/** Documented in prose: the empty pointer and a malformed one are refused. */
const POINTER = "^(?:/(?:[^~/]|~[01])*)+$";

const DIFFERENCES: Differences = {
  patterns: {
    // The model's pattern refuses model ARNs with a version of two parts, which the service gives out.
    ConversationalModelId: patternOf("Converse", "modelId"),
    InvokeModelIdentifier: patternOf("InvokeModelWithBidirectionalStream", "modelId"),
    ConverseRequestAdditionalModelResponseFieldPathsListMemberString: POINTER,
    ConverseStreamRequestAdditionalModelResponseFieldPathsListMemberString: POINTER,
  },
  values: {
    // A recorded request with a media type was answered 200.
    VideoFormat: ["video/mp4"],
    // The service sends it since 2026, and takes it back in the next request.
    ToolUseType: ["tool_use"],
  },
  // The model speaks in every recorded response, as the guide says.
  constant: { "Message.role": "assistant", "MessageStartEvent.role": "assistant" },
  // Recorded assessments lack the lists in which nothing was found.
  optional: [
    "GuardrailWordPolicyAssessment.customWords",
    "GuardrailWordPolicyAssessment.managedWordLists",
    "GuardrailSensitiveInformationPolicyAssessment.piiEntities",
    "GuardrailSensitiveInformationPolicyAssessment.regexes",
  ],
  // Recorded responses of ApplyGuardrail hold null where a policy is off or has found nothing: seen in half of these,
  // the like for the rest.
  nullable: [
    "GuardrailAssessment.topicPolicy",
    "GuardrailAssessment.contentPolicy",
    "GuardrailAssessment.wordPolicy",
    "GuardrailAssessment.sensitiveInformationPolicy",
    "GuardrailAssessment.contextualGroundingPolicy",
    "GuardrailAssessment.automatedReasoningPolicy",
    "GuardrailWordPolicyAssessment.customWords",
    "GuardrailWordPolicyAssessment.managedWordLists",
    "GuardrailSensitiveInformationPolicyAssessment.piiEntities",
    "GuardrailSensitiveInformationPolicyAssessment.regexes",
    "GuardrailCoverage.textCharacters",
    "GuardrailCoverage.images",
  ],
};

const isPresent = existsSync(MODEL);
if (!isPresent) console.warn(`Skipped the comparison with the service model, which is not at ${MODEL.pathname}`);

describe.skipIf(!isPresent)("the runtime spec and the service model of 2023-09-30", () => {
  test("the spec has each operation of the model", () => {
    expect([...operations, ...INVOCATIONS].sort()).toEqual(Object.keys(readModel().operations).sort());
  });

  test.each(operations)("agree on %s", (name) => {
    expect(contracts[name]).toEqual(contractFromModel(readModel(), name, DIFFERENCES));
  });

  test.each([
    { fault: "a member that the spec lacks", edit: add("ToolResultBlock", "colour", "String") },
    {
      fault: "a member that the model lacks",
      edit: set("Message", "members", { role: { shape: "ConversationRole" } }),
    },
    { fault: "a member that is required", edit: set("TokenUsage", "required", ["inputTokens"]) },
    { fault: "another limit", edit: set("ToolUseId", "max", 63) },
    { fault: "another pattern", edit: set("ToolName", "pattern", "[a-z]*") },
    { fault: "another value of an enum", edit: set("StopReason", "enum", ["end_turn"]) },
    { fault: "another event of the stream", edit: add("ConverseStreamOutput", "pause", "MessageStopEvent") },
    { fault: "a union that is none", edit: set("ContentBlock", "union", false) },
    { fault: "a document that is text", edit: set("Document", "document", false) },
    { fault: "another error status", edit: set("ModelErrorException", "error", { httpStatusCode: 400 }) },
  ])("the comparison notices $fault", ({ edit }) => {
    const model = readModel();
    edit(model);
    const names = ["Converse", "ConverseStream"];
    const differing = names.filter(
      (name) => !isDeepStrictEqual(contracts[name], contractFromModel(model, name, DIFFERENCES)),
    );
    expect(differing).not.toEqual([]);
  });

  test("every difference that is allowed for is needed", () => {
    const { patterns, values, constant, optional, nullable } = DIFFERENCES;
    const fewer: readonly Differences[] = [
      ...Object.keys(patterns).map((shape) => ({ ...DIFFERENCES, patterns: without(patterns, shape) })),
      ...Object.keys(values).map((shape) => ({ ...DIFFERENCES, values: without(values, shape) })),
      ...Object.keys(constant).map((member) => ({ ...DIFFERENCES, constant: without(constant, member) })),
      ...optional.map((each) => ({ ...DIFFERENCES, optional: optional.filter((member) => member !== each) })),
      ...nullable.map((each) => ({ ...DIFFERENCES, nullable: nullable.filter((member) => member !== each) })),
    ];
    const model = readModel();
    const agree = (differences: Differences) =>
      operations.every((name) => isDeepStrictEqual(contracts[name], contractFromModel(model, name, differences)));
    expect(agree(DIFFERENCES)).toBe(true);
    expect(fewer.map(agree)).toEqual(fewer.map(() => false));
  });
});

type Editable = Omit<ServiceModel, "shapes"> & { readonly shapes: Record<string, ServiceModel["shapes"][string]> };

function readModel(): Editable {
  return JSON.parse(readFileSync(MODEL, "utf8"));
}

function set(shape: string, key: string, value: unknown): (model: Editable) => void {
  return ({ shapes }) => {
    shapes[shape] = { ...(shapes[shape] ?? { type: "structure" }), [key]: value };
  };
}

function add(shape: string, member: string, of: string): (model: Editable) => void {
  return ({ shapes }) => {
    const members = { ...shapes[shape]?.members, [member]: { shape: of } };
    shapes[shape] = { ...(shapes[shape] ?? { type: "structure" }), members };
  };
}

/** The pattern of a parameter as it stands in the spec. */
function patternOf(operation: string, parameter: string): string {
  const value = contracts[operation]?.parameters[parameter]?.value;
  return (value && "limits" in value && value.limits.pattern) || "";
}

function without<Value>(record: Readonly<Record<string, Value>>, name: string): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}
