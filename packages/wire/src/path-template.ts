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
  const wanted = template.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) {
    return undefined;
  }
  const labels: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name === undefined ? segment !== value : value === "") {
      return undefined;
    }
    if (name !== undefined) {
      labels[name] = decodePathLabel(value) ?? value;
    }
  }
  return labels;
}
