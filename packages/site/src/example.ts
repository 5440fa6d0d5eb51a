import { asText, code } from "./markdown.ts";
import { type Json, readYaml } from "./repository.ts";
import { lines } from "./schema.ts";

const LONGEST_TEXT = 400;
/** Events of a stream stand on one line each, where they fit. */
const LONG_LINE = 110;
const LONGEST_LIST_OF_NUMBERS = 8;

/** An example file, folded: its summary, where it comes from, its request and its response. */
export function example(file: string, address: (file: string) => string | undefined): string {
  const { summary, "x-source": source, parameters, request, response, error } = readYaml(file);
  const name = file.slice(file.lastIndexOf("/") + 1, -".yaml".length);
  return lines([
    `<details class="example"><summary><code>${name}</code> ${asText(summary ?? "")}</summary>`,
    asText(sourceOf(source)),
    parameters
      ? `Parameters: ${Object.entries(parameters)
          .map(([key, value]) => `${code(key)} ${code(String(value))}`)
          .join(", ")}`
      : "",
    request === undefined ? "" : body("Request", request),
    response === undefined ? "" : body(error === undefined ? "Response" : `Response, ${error}`, response),
    fileLink(file, address(file)),
    "</details>",
  ]);
}

function fileLink(file: string, url: string | undefined): string {
  return url === undefined ? `File: ${code(file)}` : `File: [${code(file)}](${url})`;
}

function sourceOf(source: Json | undefined): string {
  if (source?.kind !== "documented" && !source?.document) return "Authored: no document shows it.";
  const where = source.url ? `[${source.document}](${source.url})` : source.document;
  const section = source.section ? `, ${source.section}` : "";
  const response = source.response === "authored" ? " The response is authored." : "";
  const edits: readonly string[] = source.edits ?? [];
  return `Documented in ${where}${section}.${response}${edits.length > 0 ? ` Edited: ${edits.join(" ")}` : ""}`;
}

function body(title: string, side: Json): string {
  const value = side.value ?? side;
  const text = Array.isArray(value) ? value.map((event) => printed(event, 0, LONG_LINE)).join("\n") : printed(value);
  return `${title}\n\n\`\`\`\`json example\n${text}\n\`\`\`\``;
}

/** JSON as people write it: what is short stands on one line, and what is very long is cut, which is said. */
export function printed(value: unknown, depth = 0, width = 80): string {
  if (typeof value === "string" && value.length > LONGEST_TEXT) {
    const left = value.length - LONGEST_TEXT / 4;
    return JSON.stringify(`${value.slice(0, LONGEST_TEXT / 4)}… (${left} characters more)`);
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const entries = isList
    ? shortened(value)
    : Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${printed(each, depth + 1, width)}`);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  const short = entries.join(", ");
  if (short.length < width - 2 * depth && !short.includes("\n"))
    return isList || short === "" ? `${open}${short}${close}` : `${open} ${short} ${close}`;
  const indent = "  ".repeat(depth + 1);
  return `${open}\n${entries.map((entry) => indent + entry).join(",\n")}\n${"  ".repeat(depth)}${close}`;

  function shortened(list: readonly unknown[]): readonly string[] {
    if (list.length <= LONGEST_LIST_OF_NUMBERS || !list.every((each) => typeof each === "number")) {
      return list.map((each) => printed(each, depth + 1, width));
    }
    const kept = list.slice(0, LONGEST_LIST_OF_NUMBERS).map(String);
    return [[...kept, `… (${list.length - kept.length} more)`].join(", ")];
  }
}
