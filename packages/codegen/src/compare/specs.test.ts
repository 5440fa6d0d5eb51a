import { describe, expect, test } from "vitest";
import { REPOSITORY_SOURCES } from "../../test/changed-specs.ts";
import { yamlFiles } from "../assemble/spec-folders.ts";
import { LAYOUT_FILE, readLayout } from "../import/layout.ts";
import { Problems } from "../problem.ts";
import { lockFile } from "../service-model/lock.ts";
import { readModel } from "../service-model/read-model.ts";
import type { ServiceModel, Shape } from "../service-model/service-model.ts";
import { SpecFiles } from "../source/spec-file.ts";
import { rootOf } from "../source/spec-node.ts";
import { compareOperations, type Difference } from "./compare-values.ts";
import { DIFFERENCES_FILE, type MeantDifferences, readDifferences, unexplained } from "./differences.ts";
import { operationFromModel } from "./model-value.ts";
import { operationsFromSpec } from "./spec-value.ts";

const files = new SpecFiles(REPOSITORY_SOURCES, new Problems());
const textOf = (path: string): string => files.tree.read(path) ?? "";

describe.each([
  { service: "bedrock", document: "management" },
  { service: "bedrock-runtime", document: "runtime" },
])("the specs and the lock of $service", ({ service, document }) => {
  const model = readModel(textOf(lockFile(service)));
  const file = files.read(`specs/gen/openapi/${document}.yaml`);
  const operations = file ? operationsFromSpec(files, rootOf(file)) : new Map();
  const layout = readLayout(textOf(LAYOUT_FILE), service);
  const meant = readDifferences(textOf(DIFFERENCES_FILE), service);
  const differences = [...operations].flatMap(([name, operation]) =>
    compareOperations(name, operationFromModel(model, name, { asSpecs: true }), operation),
  );

  test("agree but in what is meant", () => {
    expect(unexplained(differences, meant).differences.map(inWords)).toEqual([]);
  });

  test("differ in all that is said to be meant, for a reason", () => {
    expect(unexplained(differences, meant).unneeded).toEqual([]);
    for (const { why, evidence } of meant.meant) expect([why, evidence]).not.toContain(undefined);
  });

  test("agree on the operations of every family that is described", () => {
    const lacking = layout?.families.filter((family) => family.operations.some((name) => !operations.has(name)));
    expect(lacking?.map(({ name }) => name).sort()).toEqual([...meant.undescribed].sort());
  });

  test("agree on where operations stand", () => {
    const misplaced = layout?.families.flatMap(({ name, operations: listed }) => {
      const folder = `${layout.folder}/${name}`;
      const paths = [`${folder}/openapi.yaml`, ...yamlFiles(files.tree, `${folder}/paths`)];
      const text = paths.map(textOf).join("");
      return listed.filter((each) => operations.has(each) && !text.includes(`operationId: ${each}\n`));
    });
    expect(misplaced).toEqual([]);
  });
});

describe("the comparison notices", () => {
  const model = readModel(textOf(lockFile("bedrock")));
  const operation = "CreateModelCustomizationJob";
  const before = operationFromModel(model, operation, { asSpecs: true });
  const changed = (shape: string, facts: Partial<Shape>): readonly Difference[] => {
    const shapes: ServiceModel["shapes"] = {
      ...model.shapes,
      [shape]: { type: "structure", ...model.shapes[shape], ...facts },
    };
    return compareOperations(operation, before, operationFromModel({ ...model, shapes }, operation, { asSpecs: true }));
  };
  const TAG = { key: { shape: "TagKey" }, value: { shape: "TagValue" } };

  test.each([
    {
      given: "a new member",
      shape: "Tag",
      facts: { members: { ...TAG, colour: { shape: "TagKey" } } },
      want: "request/jobTags/*/colour member",
    },
    {
      given: "a member that is gone",
      shape: "Tag",
      facts: { members: { key: TAG.key } },
      want: "request/jobTags/*/value member",
    },
    {
      given: "a member that is required",
      shape: "TrainingDataConfig",
      facts: { required: ["s3Uri"] },
      want: "request/trainingDataConfig/s3Uri required",
    },
    { given: "another limit", shape: "TagKey", facts: { max: 127 }, want: "request/jobTags/*/key max" },
    { given: "another pattern", shape: "TagKey", facts: { pattern: "[a-z]*" }, want: "request/jobTags/*/key pattern" },
    { given: "another limit of a list", shape: "TagList", facts: { max: 50 }, want: "request/jobTags max" },
    {
      given: "another limit of the keys of a map",
      shape: "RequestMetadataMapKeyString",
      facts: { max: 8 },
      want: "request/trainingDataConfig/invocationLogsConfig/requestMetadataFilters/equals key max",
    },
    {
      given: "another value of an enumeration",
      shape: "CustomizationType",
      facts: { enum: ["FINE_TUNING"] },
      want: "request/customizationType values",
    },
    {
      given: "another status of an error",
      shape: "ConflictException",
      facts: { status: 409 },
      want: " error ConflictException",
    },
    {
      given: "a union that was none",
      shape: "VpcConfig",
      facts: { union: true as const },
      want: "request/vpcConfig union",
    },
    { given: "another type", shape: "JobName", facts: { type: "integer" }, want: "request/jobName type" },
    {
      given: "another token",
      shape: "CreateModelCustomizationJobRequest",
      facts: {
        members: {
          ...model.shapes.CreateModelCustomizationJobRequest?.members,
          jobName: { shape: "JobName", idempotencyToken: true as const },
        },
      },
      want: "request/jobName token",
    },
  ])("$given", ({ shape, facts, want }) => {
    const found = changed(shape, facts).map(({ place, fact }) => `${place} ${fact}`);
    expect(found).toContain(want);
  });

  test("what is meant only at its place, and what is written though nothing differs", () => {
    const [difference] = changed("TagKey", { max: 127 });
    if (!difference) throw new Error("nothing differs");
    const meant = (at: string, fact: string): MeantDifferences => ({
      meant: [{ at: [at], fact, why: "", evidence: "" }],
      undescribed: [],
    });
    const rest = (at: string, fact = "max") => unexplained([difference], meant(at, fact));
    expect(rest(`${operation} request/jobTags/*/key`)).toEqual({ differences: [], unneeded: [] });
    expect(rest("request/**/key")).toEqual({ differences: [], unneeded: [] });
    expect(rest("response/**/key").differences).toEqual([difference]);
    expect(rest("request/**/key", "min")).toEqual({ differences: [difference], unneeded: ["request/**/key: min"] });
  });
});

function inWords({ operation, place, fact, before, after }: Difference): string {
  return `${operation} ${place}: ${fact} ${JSON.stringify(before)} in the model, ${JSON.stringify(after)} in the specs`;
}
