import { requestIdOf } from "@bedrock-contract/wire";
import { type Check, type CheckContext, followsAwsConventions, type Verdict } from "../check.ts";

/** Every answer carries the id of its request. SDKs show it, but none needs it. */
export const requestId: Check = {
  id: "request-id",
  level: "SHOULD",
  rule: "Every response has the header x-amzn-requestid, which SDKs show and AWS Support asks for.",
  documented: () => ({
    document: "AWS SDK for JavaScript v3, ResponseMetadata",
    section: "requestId",
    url: "https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-types/Interface/ResponseMetadata/",
  }),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { answer } = context;
  if (!followsAwsConventions(context)) {
    return "not-applicable";
  }
  if ((requestIdOf(answer.headers) ?? "") !== "") {
    return "holds";
  }
  return {
    message: "the response has no request id",
    expected: "header x-amzn-requestid",
    received: "no such header",
  };
}
