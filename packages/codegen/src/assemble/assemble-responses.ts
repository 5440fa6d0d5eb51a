import { child, children, resolve, type SpecNode } from "../source/spec-node.ts";
import type { OperationParts } from "./assemble-operation.ts";
import type { AssembledFile } from "./assembled-file.ts";
import { type ApiParts, errorNames, sharedPart } from "./common-parts.ts";
import type { Exception } from "./exceptions.ts";

/** Marks the header of an error that names its exception. */
const NAMES_EXCEPTION = "x-names-exception";

/** A mapping that assembly fills. */
export type Members = Record<string, unknown>;

/** The responses of an operation: those it writes itself, with the common headers, and those of its exceptions. */
export function assembleResponses(
  document: AssembledFile,
  api: ApiParts,
  operation: SpecNode,
  { replace, lenient }: Pick<OperationParts, "replace" | "lenient">,
): Members {
  const stand = (node: SpecNode): unknown =>
    replace(node) ?? (isContentSchema(node) ? lenient.schema(node) : undefined);
  const written = child(operation, "responses");
  const responses = written ? children(written) : [];
  const own = responses.map(([status, node]) => {
    const response = resolve(api.files, node);
    return [status, response && withHeaders(document, api, document.copy(response, stand))];
  });
  const raised = byStatus(exceptionsOf(api, operation)).map(([status, exceptions]) => [
    String(status),
    errorResponse(document, api, exceptions),
  ]);
  return Object.fromEntries([...own, ...raised]);
}

/** Whether a node is the schema of a body: `content`, a media type, `schema`. */
function isContentSchema({ path }: SpecNode): boolean {
  return path.at(-1) === "schema" && path.at(-3) === "content";
}

/** The exceptions of an operation: those of every operation of its API first, then its own. */
export function exceptionsOf(api: ApiParts, operation: SpecNode): readonly Exception[] {
  const names = new Set([...api.errors, ...errorNames(api, operation)]);
  const raised = [...api.exceptions.values()].filter(({ name }) => names.has(name));
  return raised.sort((one, other) => Number(isOwn(api, one)) - Number(isOwn(api, other)));
}

function isOwn({ errors }: ApiParts, { name }: Exception): boolean {
  return !errors.includes(name);
}

function byStatus(raised: readonly Exception[]): readonly (readonly [number, readonly Exception[]])[] {
  const statuses = [...new Set(raised.map(({ status }) => status))].sort((a, b) => a - b);
  return statuses.map((status) => [status, raised.filter((each) => each.status === status)]);
}

/** What every response of an API with exceptions has. */
function withHeaders(document: AssembledFile, api: ApiParts, response: unknown): unknown {
  const headers = api.hasExceptions ? commonHeaders(document, api, "Success") : {};
  if (Object.keys(headers).length === 0 || typeof response !== "object" || response === null) return response;
  const own: unknown = Reflect.get(response, "headers");
  Reflect.set(response, "headers", { ...(typeof own === "object" ? own : {}), ...headers });
  return response;
}

function errorResponse(document: AssembledFile, api: ApiParts, exceptions: readonly Exception[]): Members {
  const [first, ...others] = exceptions.map(({ node }) => document.reference(node));
  return {
    description: exceptions.map(describe).join(" "),
    headers: { ...commonHeaders(document, api, "Error"), ...namingHeaders(document, api, exceptions) },
    content: {
      "application/json": { schema: others.length === 0 ? first : { anyOf: [first, ...others] } },
    },
  };
}

function describe({ name, node }: Exception): string {
  return `\`${name}\`: ${String(child(node, "description")?.value).trim()}`;
}

/** The headers of an error that say which exception it is, with the exceptions that they name here. */
function namingHeaders(document: AssembledFile, api: ApiParts, exceptions: readonly Exception[]): Members {
  const headers = sharedPart(api, "components", "responses", "Error", "headers");
  const named = exceptions.map(({ name }) => `\`${name}\``).join(" or ");
  return Object.fromEntries(
    (headers ? children(headers) : []).flatMap(([name, reference]) => {
      const header = resolve(api.files, reference);
      if (!header || child(header, NAMES_EXCEPTION)?.value !== true) return [];
      const members = children(header).filter(([key]) => key !== NAMES_EXCEPTION);
      const copied = Object.fromEntries(members.map(([key, node]) => [key, document.copy(node)]));
      return [[name, { ...copied, description: `${named}, with or without a suffix.`, example: exceptions[0]?.name }]];
    }),
  );
}

function commonHeaders(document: AssembledFile, api: ApiParts, response: "Success" | "Error"): Members {
  const headers = sharedPart(api, "components", "responses", response, "headers");
  return headers ? (document.copy(headers) as Members) : {}; // A mapping is copied to a mapping.
}
