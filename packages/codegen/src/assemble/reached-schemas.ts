import { SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "../schema/json-schema.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, member, refOf, resolve, type SpecNode, targetOf } from "../source/spec-node.ts";

/** What tells a schema from all others: where it is written. */
export function schemaKey({ file, path }: SpecNode): string {
  return [file.path, ...path].join("#");
}

/** The keys of the schemas that some schemas refer to, and of those that these refer to in turn. */
export function reachedSchemas(files: SpecFiles, starts: readonly SpecNode[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const left = [...starts];
  for (let node = left.pop(); node; node = left.pop()) {
    const ref = refOf(node);
    const target = ref === undefined ? undefined : targetOf(files, node, ref);
    if (!target) {
      left.push(...schemasIn(node));
    } else if (!reached.has(schemaKey(target))) {
      reached.add(schemaKey(target));
      left.push(target);
    }
  }
  return reached;
}

/** The schemas of an operation's parameters and of its request body. */
export function requestSchemas(files: SpecFiles, operation: SpecNode): readonly SpecNode[] {
  const parameters = child(operation, "parameters");
  const content = member(files, operation, "requestBody", "content");
  const owners = [...(parameters ? children(parameters) : []), ...(content ? children(content) : [])];
  return owners.flatMap(([, owner]) => {
    const node = resolve(files, owner);
    return (node && child(node, "schema")) ?? [];
  });
}

/** The schemas that a schema consists of. */
function schemasIn(schema: SpecNode): readonly SpecNode[] {
  return children(schema).flatMap(([keyword, node]) => {
    if (SCHEMA_KEYWORDS.has(keyword)) return [node];
    const isSeveral = SCHEMA_LIST_KEYWORDS.has(keyword) || SCHEMA_MAP_KEYWORDS.has(keyword);
    return isSeveral ? children(node).map(([, item]) => item) : [];
  });
}
