import { type AssembledApi, assembleSpecs } from "../assemble/assemble.ts";
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
  /** The path that every path of the API begins with on its first server; empty where there is none. */
  readonly basePath: string;
  /** What a target must offer before any case of the API can be sent to it. */
  readonly requires: readonly string[];
  /** The examples of each operation, by its operationId. */
  readonly examples: AssembledApi["examples"];
  /** The value of `x-bedrock-format`; present for formats only. */
  readonly format?: SpecNode;
  /** The format that a format extends. */
  readonly base?: string | undefined;
}

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
      basePath: basePathOf(root),
      requires: requiresOf(root),
      examples,
      base,
      ...(format && { format }),
    };
  });
}

/** The path of the first server's URL, its variables at their defaults. */
function basePathOf(root: SpecNode): string {
  const servers = child(root, "servers");
  const server = servers && child(servers, "0");
  const variables = server && child(server, "variables");
  const url = String((server && child(server, "url")?.value) ?? "/");
  const filled = url.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const variable = variables && child(variables, name);
    return String(variable && child(variable, "default")?.value);
  });
  return new URL(filled, "http://localhost").pathname.replace(/\/$/, "");
}

function requiresOf(root: SpecNode): readonly string[] {
  const requires = child(root, "x-requires");
  return requires ? children(requires).map(([, node]) => String(node.value)) : [];
}
