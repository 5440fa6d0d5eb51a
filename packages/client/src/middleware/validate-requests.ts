import type { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { BedrockError } from "../errors/bedrock-error.ts";
import { checkInput } from "./check-input.ts";

type Plugin = Parameters<BedrockRuntimeClient["middlewareStack"]["use"]>[0];

/**
 * Has a runtime client of the AWS SDK check each request before it is sent: the bodies of Converse, ConverseStream and
 * the other operations of the specs, and of InvokeModel, streamed or not, against the format of its model. A fault
 * throws a `BedrockError` with the code `InvalidRequest` and the `issues`, and nothing is sent. Models and operations
 * that the specs do not describe are sent as they are.
 *
 * ```ts
 * client.middlewareStack.use(validateRequests());
 * ```
 */
export function validateRequests(): Plugin {
  return {
    applyToStack: (stack) => {
      stack.add(
        (next, { commandName }) =>
          async (args) => {
            const operation = String(commandName).replace(/Command$/, "");
            try {
              await checkInput(operation, args.input);
            } catch (reason) {
              throw BedrockError.from(reason, operation);
            }
            return next(args);
          },
        // Before the SDK writes the request, and drops the members that it does not know.
        { step: "initialize", name: "validateRequests", tags: ["VALIDATION"], override: true },
      );
    },
  };
}
