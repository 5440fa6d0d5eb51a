import { basename } from "node:path";
import type { Oas3Visitor, UserContext } from "@redocly/openapi-core";
import { parse } from "yaml";

/** One entry of an `examples` map. */
interface Entry {
  readonly key: string;
  readonly location: UserContext["location"];
  /** The example's file; undefined when the entry is not a reference to one. */
  readonly file: { readonly path: string; readonly pointer: string; readonly body: string } | undefined;
}

/** A node as written, with the place where it stands. */
interface Place {
  readonly node: unknown;
  readonly location: UserContext["location"];
}

/** The request and the response of an example stand in one file, which the operation names on both sides under one key. */
export function examplePair(): Oas3Visitor {
  return {
    Operation(_operation, context) {
      const operation: Place = { node: _operation, location: context.location };
      const requests = examplesOf(step(operation, "requestBody", context), context);
      const responses = childrenOf(step(operation, "responses", context), context).flatMap((response) =>
        examplesOf(response, context),
      );
      for (const entry of requests) checkEntry(entry, "request", context);
      for (const entry of responses) checkEntry(entry, "response", context);
      for (const entry of requests) checkAnswered(entry, responses, context);
      if (requests.length > 0) for (const entry of responses) checkAsked(entry, requests, context);
    },
  };
}

function checkEntry({ key, location, file }: Entry, side: string, { report }: UserContext): void {
  if (!file || file.pointer !== `#/${side}`) {
    report({
      message: `Example \`${key}\` is not in a file of its own; expected \`$ref: …/${key}.yaml#/${side}\`.`,
      location,
    });
  } else if (basename(file.path) !== `${key}.yaml`) {
    report({
      message: `Example \`${key}\` is in ${basename(file.path)}; expected the file to be named like the key.`,
      location,
    });
  }
}

function checkAnswered({ key, location, file }: Entry, responses: readonly Entry[], { report }: UserContext): void {
  const answer = responses.find((response) => response.key === key);
  if (!answer)
    report({ message: `Example \`${key}\` has no response; expected the same key under a response.`, location });
  else if (file && answer.file && answer.file.path !== file.path) {
    report({
      message: `Example \`${key}\` has its response in another file, ${answer.file.path}; expected one file.`,
      location,
    });
  }
}

function checkAsked({ key, location, file }: Entry, requests: readonly Entry[], { report }: UserContext): void {
  if (!file || requests.some((request) => request.key === key) || !hasRequest(file.body)) return;
  report({
    message: `Example \`${key}\` has a request that is not listed; expected the same key under the request body.`,
    location,
  });
}

function hasRequest(body: string): boolean {
  const example: unknown = parse(body);
  return typeof example === "object" && example !== null && "request" in example;
}

/** The entries of every `examples` in the content of a request body or a response. */
function examplesOf(owner: Place | undefined, context: UserContext): readonly Entry[] {
  return childrenOf(step(owner, "content", context), context).flatMap((media) => {
    const examples = step(media, "examples", context);
    return Object.entries(asObject(examples?.node)).map(([key, node]) => entryOf(key, node, examples, context));
  });
}

function entryOf(key: string, node: unknown, examples: Place | undefined, context: UserContext): Entry {
  const location = (examples?.location ?? context.location).child([key]);
  const { $ref } = asObject(node);
  if (typeof $ref !== "string") return { key, location, file: undefined };
  const target = context.resolve({ $ref }, location.source.absoluteRef).location;
  return {
    key,
    location,
    file: target && { path: target.source.absoluteRef, pointer: target.pointer, body: target.source.body },
  };
}

/** A child of a node, with its reference followed. */
function step(place: Place | undefined, key: string, context: UserContext): Place | undefined {
  const node = asObject(place?.node)[key];
  if (!place || node === undefined) return undefined;
  const { $ref } = asObject(node);
  if (typeof $ref !== "string") return { node, location: place.location.child([key]) };
  const target = context.resolve<object>({ $ref }, place.location.source.absoluteRef);
  return target.location && { node: target.node, location: target.location };
}

function childrenOf(place: Place | undefined, context: UserContext): readonly Place[] {
  return Object.keys(asObject(place?.node)).flatMap((key) => step(place, key, context) ?? []);
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  // Any object may be read by any key; what is absent is undefined.
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
