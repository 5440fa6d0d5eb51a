import type { Api } from "../model/api.ts";
import type { SpecFile, SpecFiles } from "../source/spec-file.ts";
import { children, placeOf, refOf, rootOf, type SpecNode, targetOf } from "../source/spec-node.ts";

/** Notes every `$ref` that leads nowhere, in all files that the APIs reach. */
export function checkReferences(files: SpecFiles, apis: readonly Api[]): void {
  const seen = new Set<SpecFile>();
  const visitFile = (file: SpecFile): void => {
    if (seen.has(file)) return;
    seen.add(file);
    visit(rootOf(file));
  };
  const visit = (node: SpecNode): void => {
    const ref = refOf(node);
    if (ref !== undefined) follow(node, ref);
    // What an example shows is data.
    else for (const [key, next] of children(node)) if (key !== "value") visit(next);
  };
  const follow = (node: SpecNode, ref: string): void => {
    const target = targetOf(files, node, ref);
    if (target) visitFile(target.file);
    else files.problems.add(placeOf(node), `$ref '${ref}' leads nowhere; expected a file and pointer that exist`);
  };
  for (const api of apis) visitFile(api.root.file);
}
