import type { Oas3Decorator } from "@redocly/openapi-core";

/**
 * In a bundle, each example stands where it is named. Redocly would make them components, and since they are all
 * called `request` or `response` in their files, their names would be numbers.
 */
export function inlineExamples(): ReturnType<Oas3Decorator> {
  return {
    MediaType: {
      leave({ examples = {} }, { resolve }) {
        for (const [key, example] of Object.entries(examples)) {
          const { node } = resolve(example);
          if (node) examples[key] = node;
        }
      },
    },
    Components: {
      leave(components) {
        delete components.examples;
      },
    },
  };
}
