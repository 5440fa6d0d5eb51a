import { memberPointer } from "@bedrock-contract/validators/pointer";
import { followsAws } from "@bedrock-contract/wire";
import { excerpt } from "../../exchange/answer.ts";
import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, isError, type Verdict, verdictOf } from "../check.ts";

/** Members that hold an ARN hold a whole one. Clients take them apart, and send them back as identifiers. */
export const arns: Check = {
  id: "arns",
  level: "MUST",
  rule: "A member whose name ends in Arn holds a whole ARN: partition, service, Region, account of 12 digits, resource.",
  documented: () => ({
    document: "AWS Identity and Access Management User Guide, ARNs",
    section: "ARN format",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
  }),
  verdict,
};

/** Region and account are empty where a resource has none; policies of AWS itself have the account `aws`. */
const ARN = /^arn:aws(?:-[a-z]+)*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12}|aws)?:[^\s:/]+\S*$/;

/** Recorders write something else for the Region and the account: `<AWS_REGION>`, `account_REDACTED_1`. */
const REPLACED = /^arn:[^:]*:[^:]*:(?:[^:]*:)?[^:]*(?:[<>*]|redacted)/i;

function verdict(context: CheckContext): Verdict {
  const { answer, operation } = context;
  if (!followsAws(operation) || isError(context) || !answer.json.isJson) {
    return "not-applicable";
  }
  const found = placedArns(answer.json.value);
  const differences = found.filter(({ arn }) => !(ARN.test(arn) || REPLACED.test(arn))).map(difference);
  return verdictOf(differences, { applies: found.length > 0 });
}

/** An ARN, and where it stands in a body. */
export interface PlacedArn {
  readonly pointer: string;
  readonly arn: string;
}

/** All members of a body whose names say that they hold an ARN. */
export function placedArns(body: unknown): readonly PlacedArn[] {
  const found: PlacedArn[] = [];
  addArns(found, Object(body), "");
  return found;
}

/** Every member of every body is looked at: pointers are written for lists and objects only. */
function addArns(found: PlacedArn[], value: object, pointer: string): void {
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === "string" && name.endsWith("rn") && /(?:^a|A)rn$/.test(name)) {
      found.push({ pointer: memberPointer(pointer, name), arn: member });
    } else if (typeof member === "object" && member !== null) {
      addArns(found, member, memberPointer(pointer, name));
    }
  }
}

function difference({ pointer, arn }: PlacedArn): Difference {
  const expected = "arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE";
  return { pointer, message: "the ARN is malformed", expected, received: JSON.stringify(excerpt(arn)) };
}
