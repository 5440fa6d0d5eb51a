import { type AssembledApi, assembleSpecs } from "../assemble/assemble.ts";
import { ERRORS_KEY } from "../assemble/common-parts.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, member, rootOf, type SpecNode } from "../source/spec-node.ts";

/** One API, or a format as an API that refines the operations of another. */
export interface Api {
  /** The name of its folder: `management`, `runtime`, or the id of a format. */
  readonly id: string;
  /** The root of the assembled document. */
  readonly root: SpecNode;
  /** The hand-written document, from the repository's root. */
  readonly source: string;
  /** Where the API is served, the variables of its URLs at their defaults but for the region. */
  readonly servers: readonly Server[];
  /** Whether the API follows AWS's conventions: each error is an exception with a name. */
  readonly hasExceptions: boolean;
  /** What a target must offer before any case of the API can be sent to it. */
  readonly requires: readonly string[];
  /** The examples of each operation, by its operationId. */
  readonly examples: AssembledApi["examples"];
  /** The value of `x-bedrock-format`; present for formats only. */
  readonly format?: SpecNode;
  /** The format that a format extends. */
  readonly base?: string | undefined;
}

/** One place where an API is served. */
export interface Server {
  /** The name of its host, and its port where it has one; `{region}` stands for the region. */
  readonly host: string;
  /** The path that every path of the API begins with there; empty where there is none. */
  readonly basePath: string;
  /** The service that signatures are made for; undefined where requests are not signed. */
  readonly service: string | undefined;
  /** A pattern of the ids of models that answer there and not elsewhere; undefined where nothing says so. */
  readonly models: string | undefined;
}

/** Where a server says which service signatures are made for, and which models it has for itself. */
const SERVICE_KEY = "x-service";
const MODELS_KEY = "x-models";

/** The APIs of the specs, then the formats. */
export function readApis(files: SpecFiles): readonly Api[] {
  const assembled = assembleSpecs(files);
  for (const { document } of assembled) files.add(document);
  return assembled.map(({ id, document, source, examples, base }) => {
    const root = rootOf(document);
    const format = member(files, root, "x-bedrock-format");
    return {
      id,
      root,
      source: source.path,
      servers: serversOf(root),
      hasExceptions: child(rootOf(source), ERRORS_KEY) !== undefined,
      requires: requiresOf(root),
      examples,
      base,
      ...(format && { format }),
    };
  });
}

function serversOf(root: SpecNode): readonly Server[] {
  const servers = child(root, "servers");
  return (servers ? children(servers) : []).map(([, server]) => {
    const variables = child(server, "variables");
    const filled = String(child(server, "url")?.value ?? "/").replaceAll(/\{([^}]+)\}/g, (place, name: string) => {
      const variable = variables && child(variables, name);
      return name === REGION ? place : String(variable && child(variable, "default")?.value);
    });
    const [, host = "", path = ""] = /^(?:https?:\/\/([^/]*))?(.*)$/.exec(filled) ?? [];
    const [service, models] = [SERVICE_KEY, MODELS_KEY].map((key) => {
      const value = child(server, key)?.value;
      return typeof value === "string" ? value : undefined;
    });
    return { host, basePath: path.replace(/\/$/, ""), service, models };
  });
}

/** The variable of a server's URL that every request chooses. */
const REGION = "region";

function requiresOf(root: SpecNode): readonly string[] {
  const requires = child(root, "x-requires");
  return requires ? children(requires).map(([, node]) => String(node.value)) : [];
}
