import type { FileSchemas } from "../check/file-schemas.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, rootOf } from "../source/spec-node.ts";

/** Where the documents are that cases cite, and the shape of that file; from the root. */
export const DOCUMENTS = "conformance/documents.yaml";
const SCHEMA = "conformance/documents.schema.json";

/** A document that cases cite. */
export interface CitedDocument {
  readonly key: string;
  readonly title: string;
  readonly url: string | undefined;
}

/** The documents that cases cite, by their keys. */
export function readDocuments(files: SpecFiles, schemas: FileSchemas): ReadonlyMap<string, CitedDocument> {
  const file = files.read(DOCUMENTS);
  if (!file) {
    files.problems.add(
      { file: DOCUMENTS, line: 1 },
      "is missing or unreadable; expected the documents that cases cite",
    );
    return new Map();
  }
  schemas.check(rootOf(file), SCHEMA);
  return new Map(
    children(rootOf(file)).map(([key, node]) => {
      const url = child(node, "url")?.value;
      return [key, { key, title: String(child(node, "title")?.value), url: url === undefined ? url : String(url) }];
    }),
  );
}
