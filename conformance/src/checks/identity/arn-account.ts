import { pointerKeys } from "@bedrock-contract/validators/pointer";
import { followsAws } from "@bedrock-contract/wire";
import { type Check, type CheckContext, isError, type Verdict, verdictOf } from "../check.ts";
import { type PlacedArn, placedArns } from "./arns.ts";

/**
 * The resources in a response belong to the caller's account. Another account may share some of them, so this is only a
 * warning.
 */
export const arnAccount: Check = {
  id: "arn-account",
  level: "SHOULD",
  rule: "The ARNs of Amazon Bedrock in a response have the account of the ARN that the request names, else all the same, but for members that may tell of others' resources.",
  documented: () => ({
    document: "AWS Identity and Access Management User Guide, ARNs",
    section: "ARN format",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
  }),
  verdict,
};

/** The account of a resource of Bedrock. */
const OWNED = /^arn:[^:]+:bedrock:[^:]*:(\d{12}):/;

/** Accounts that documents and recorders write in place of real ones. */
const PLACEHOLDERS = ["111122223333", "123456789012", "000000000000"];

/** Members that tell of what something was made of, or of what others share. */
const OTHERS = /^(?:source|base|parent|shared|target|kms|teacher|student)/i;

function verdict(context: CheckContext): Verdict {
  const { answer, operation, case: given, parameters = given.parameters } = context;
  if (!followsAws(operation) || isError(context) || !answer.json.isJson) {
    return "not-applicable";
  }
  const body = answer.json.value;
  const told = placedArns(body).filter((each) => accountOf(each.arn) !== undefined && !isOfOthers(each));
  const asked = Object.values(parameters).flatMap((value) => accountOf(String(value)) ?? []);
  const account = asked[0] ?? accountOf(told[0]?.arn ?? "");
  if (account === undefined || told.length + asked.length < 2 || hasOwners(body)) {
    return "not-applicable";
  }
  const wrong = told.filter(({ arn }) => ![account, ...PLACEHOLDERS].includes(accountOf(arn) ?? ""));
  return verdictOf(
    wrong.map(({ pointer, arn }) => ({
      pointer,
      message: "the ARN is of another account",
      expected: `the account ${account}`,
      received: JSON.stringify(arn),
    })),
  );
}

function accountOf(arn: string): string | undefined {
  return OWNED.exec(arn)?.[1];
}

function isOfOthers({ pointer }: PlacedArn): boolean {
  return pointerKeys(pointer).some((key) => OTHERS.test(key));
}

/** Whether a response says by itself to which account each of its items belongs. */
function hasOwners(value: unknown): boolean {
  const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return members.some(([name, member]) => /AccountId$/.test(name) || hasOwners(member));
}
