import { isDeepStrictEqual } from "node:util";
import type { PartEdit } from "./part-edits.ts";
import type { Part } from "./write-schema.ts";
import type { Order, YamlText } from "./yaml-text.ts";

/** What a list that is new stands before. */
const ORDER = ["parameters", "requestBody", "responses", "x-errors", "x-pagination", "required", "enum", "properties"];

/**
 * Makes a change to a schema and says whether it was made: it is not, where the YAML says something else than was
 * expected.
 */
export function applyEdit(
  file: YamlText,
  root: readonly string[],
  edit: PartEdit,
  whole: (member: string) => Part,
): boolean {
  const path = [...root, ...edit.path];
  const current = file.at(path);
  const owner = file.at(path.slice(0, -1));
  if (edit.kind === "by hand" || typeof owner !== "object") return false;
  switch (edit.kind) {
    case "member": {
      const known = Object.keys(Object(current));
      if (edit.path.length > 1 || known.includes(edit.key)) return known.includes(edit.key);
      const next = edit.following.find((name) => known.includes(name));
      file.add(path, edit.key, whole(edit.key), (_, other) => other === next);
      return true;
    }
    case "append": {
      const missing = edit.values.filter((value) => !(Array.isArray(current) && current.includes(value)));
      extend(file, path.slice(0, -1), path.at(-1) ?? "", missing);
      return true;
    }
    case "limit":
      if (isDeepStrictEqual(current, edit.after)) return true;
      if (!isDeepStrictEqual(current, edit.before)) return false;
      if (edit.after === undefined) file.remove(path);
      else if (current === undefined) file.add(path.slice(0, -1), path.at(-1) ?? "", edit.after, () => false);
      else file.replace(path, edit.after);
      return true;
    default:
      return edit satisfies never;
  }
}

/** Adds elements to a list, which is made where there is none. */
export function extend(file: YamlText, owner: readonly string[], key: string, values: readonly unknown[]): void {
  if (values.length === 0) return;
  const isBefore: Order = (added, other) => ORDER.indexOf(added) < ORDER.indexOf(other);
  if (file.at([...owner, key]) === undefined) file.add(owner, key, values, isBefore);
  else file.append([...owner, key], values);
}
