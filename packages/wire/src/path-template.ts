import { decodePathLabel, encodePathLabel } from "./path-label.ts";

/** Fills the labels of a path template such as `/model/{modelId}/invoke`, each percent-encoded as the AWS SDKs do. */
export function fillPath(template: string, labels: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const value = labels[name];
    if (value === undefined) {
      throw new Error(`The path ${template} needs a value for {${name}}`);
    }
    return encodePathLabel(value);
  });
}

/**
 * Matches a path against a template and returns its labels, decoded. A label is one segment: a raw `/` in an ARN does
 * not match. Returns undefined where the path is another one, and throws no error for a malformed percent-encoding:
 * such a label stays as it is sent.
 */
export function matchPath(template: string, path: string): Readonly<Record<string, string>> | undefined {
  return matchSegments(readTemplate(template), path.split("/"));
}

/** A segment of a template: a text, or a label. */
export interface TemplateSegment {
  readonly text: string;
  readonly label: string | undefined;
}

/** The segments of a template, for one that is matched often. */
export function readTemplate(template: string): readonly TemplateSegment[] {
  return template.split("/").map((text) => ({ text, label: /^\{(.+)\}$/.exec(text)?.[1] }));
}

/** As `matchPath`, of what is split already. */
export function matchSegments(
  wanted: readonly TemplateSegment[],
  given: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (wanted.length !== given.length) {
    return undefined;
  }
  // Few paths match: no label is decoded before.
  for (const [index, { text, label }] of wanted.entries()) {
    if (label === undefined ? text !== given[index] : given[index] === "") {
      return undefined;
    }
  }
  const labels: Record<string, string> = {};
  for (const [index, { label }] of wanted.entries()) {
    const value = given[index] ?? "";
    if (label !== undefined) {
      labels[label] = decodePathLabel(value) ?? value;
    }
  }
  return labels;
}
