import type { Documented } from "../../result.ts";

/** A section of the guide to imported models. */
export function advancedFeatures(section: string): Documented {
  return {
    document: "Advanced API features for imported models",
    section,
    url: "https://docs.aws.amazon.com/bedrock/latest/userguide/custom-model-import-advanced-features.html",
  };
}

/** A part of the description of formats. */
export function formatDocument(section: string): Documented {
  return { document: "Bedrock Contract, specs", section: `x-bedrock-format, ${section}` };
}

/** A member in OpenAI's reference, whose shapes the formats of imported models take over. */
export function openAi(section: string): Documented {
  return {
    document: "OpenAI API reference, Chat Completions",
    section,
    url: "https://platform.openai.com/docs/api-reference/chat/object",
  };
}

/** What Bedrock promises of structured output, and of the calls of strict tools. */
export const structuredOutput: Documented = {
  document: "Amazon Bedrock User Guide, Get validated JSON results from models",
  section: "Strict tool use",
  url: "https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html",
};
