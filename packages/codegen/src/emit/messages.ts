import { MESSAGES_FILE } from "../assemble/spec-folders.ts";
import { isSchema } from "../schema/json-schema.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";

/** `packages/wire/src/gen/messages.ts`: the words of each refusal, and of each fault of a body. */
export function emitMessages(files: SpecFiles): string {
  const { errors, faults, modelFaults } = Object(files.read(MESSAGES_FILE)?.value);
  const errorData = mapValues(errors, ({ error, status, member, models, text }) => ({
    error,
    status,
    member,
    text: String(text).trimEnd(),
    models,
  }));
  return `${header(MESSAGES_FILE)}/** What the service says when it refuses a request, by a name of ours. */
export const errorMessages = ${literal(errorData)} as const;

/** How the service tells one fault of a body, by the keyword of JSON Schema that it breaks. */
export const faultMessages = ${literal(textsOf(faults))} as const;

/** How a model's own server tells it. */
export const modelFaultMessages = ${literal(textsOf(modelFaults))} as const;
`;
}

function textsOf(faults: unknown): Readonly<Record<string, unknown>> {
  return mapValues(faults, ({ text }) => String(text));
}

function mapValues(
  owner: unknown,
  change: (value: Readonly<Record<string, unknown>>) => unknown,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(Object(owner)).flatMap(([name, value]) =>
    isSchema(value) ? [[name, change(value)]] : [],
  );
  return Object.fromEntries(entries);
}
