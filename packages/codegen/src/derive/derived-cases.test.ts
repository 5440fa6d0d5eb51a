import { describe, expect, test } from "vitest";
import { ChangedSpecs } from "../../test/changed-specs.ts";
import { authoredCase, indexLine, indexLines } from "../../test/generated-cases.ts";
import { formatProblem } from "../problem.ts";

const OPERATION = "management/CreateModelCustomizationJob";
const CASES = `conformance/cases/${OPERATION}.yaml`;

describe("the cases that follow from constraints", async () => {
  const { files } = await new ChangedSpecs().generate();
  const change = (name: string) => authoredCase(files, `${OPERATION}/constraint-${name}`);

  test.each([
    { name: "type-role-arn", want: { set: { pointer: "/roleArn", value: 1 } } },
    { name: "max-length-role-arn", want: { set: { pointer: "/roleArn" } } },
    { name: "min-length-custom-model-name", want: { set: { pointer: "/customModelName", value: "" } } },
    {
      name: "min-items-vpc-config-security-group-ids",
      want: { set: { pointer: "/vpcConfig/securityGroupIds", value: [] } },
    },
    { name: "required-custom-model-tags-each-key", want: { remove: "/customModelTags/0/key" } },
    { name: "pattern-job-tags-each-key", want: { set: { pointer: "/jobTags/0/key", value: "!" } } },
    { name: "minimum-customization-config-rft-config-hyper-parameters-eval-interval", want: { set: { value: 0 } } },
  ])("break a valid example at one place: $name", ({ name, want }) => {
    expect(change(name)).toMatchObject(want);
  });

  test("say which constraint, since when it is required, and what the message should name", () => {
    const id = `${OPERATION}/constraint-required-custom-model-tags-each-key`;
    expect(indexLine(files, id)).toMatchObject({ kind: "negative", constraint: "required", since: "2026-11-30" });
    expect(authoredCase(files, id)).toMatchObject({
      rule: { document: "bedrock-model", section: "CreateModelCustomizationJob customModelTags[].key" },
      expect: { errorTypes: ["ValidationException"], names: "key" },
    });
  });

  test("leave out what a written case breaks", () => {
    expect(indexLine(files, `${OPERATION}/missing-job-name`)).toBeDefined();
    expect(change("required-job-name")).toBeUndefined();
  });

  test("are of the APIs that ask for them only", () => {
    const apis = indexLines(files).flatMap(({ api, constraint }) => (constraint === undefined ? [] : [api]));
    expect([...new Set(apis)]).toEqual(["management"]);
  });
});

test("a constraint whose case is no longer written has one that follows", async () => {
  const specs = new ChangedSpecs();
  specs.edit(CASES, /^ {2}- name: missing-role-arn\n(?: {4}.*\n)+/m, "");
  const { files, problems } = await specs.generate();
  expect(problems.map(formatProblem)).toEqual([]);
  expect(authoredCase(files, `${OPERATION}/constraint-required-role-arn`)).toMatchObject({ remove: "/roleArn" });
});
