import { defined } from "../../defined.ts";
/** The target of a recorded request. */
export interface RequestTarget {
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Absent where only the path was recorded. */
  readonly host?: string;
}

/** Splits a recorded URL, or path, without changing how it is encoded. */
export function requestTargetOf(url: string): RequestTarget {
  const [, host, target = ""] = /^(?:https?:\/\/([^/?#]*))?([^#]*)/i.exec(url) ?? [];
  const [path = "", ...query] = target.split("?");
  return { path: path === "" ? "/" : path, query: query.join("?"), ...defined({ host }) };
}
