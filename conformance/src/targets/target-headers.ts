import { ConformanceError } from "../conformance-error.ts";
import type { Environment } from "./authenticator.ts";
import { checkHeader } from "./check-header.ts";
import type { TargetManifest } from "./manifest.ts";

/** What a manifest sends with each request, its variables replaced. */
export interface TargetHeaders {
  readonly headers: Readonly<Record<string, string>>;
  /** What the environment gave; no report shows it. */
  readonly secrets: readonly string[];
  /**
   * What reports show of a header whose value is a variable: the variable, perhaps after a scheme, as `Bearer ${NAME}`.
   */
  readonly templates: Readonly<Record<string, string>>;
}

const TEMPLATE = /^(?:[A-Za-z]+ )?\$\{\w+\}$/;

/** Replaces each `${NAME}` in the headers of a manifest. Throws a usage error for a variable that is not set. */
export function targetHeaders({ headers = {}, name }: TargetManifest, environment: Environment): TargetHeaders {
  const secrets: string[] = [];
  const replaced = Object.entries(headers).map(([header, template]) => {
    const value = template.replaceAll(/\$\{(\w+)\}/g, (_, variable: string) => {
      const found = environment[variable];
      if (found === undefined || found === "") {
        throw new ConformanceError(
          "usage",
          `The header ${header} of the target ${name} needs the variable ${variable}, which is not set.`,
        );
      }
      secrets.push(found);
      return found;
    });
    checkHeader(header, value, `The header ${JSON.stringify(header)} of the target ${name}`);
    return [header.toLowerCase(), value] as const;
  });
  const templates = Object.entries(headers).filter(([, template]) => TEMPLATE.test(template));
  return {
    headers: Object.fromEntries(replaced),
    secrets,
    templates: Object.fromEntries(templates.map(([header, template]) => [header.toLowerCase(), template])),
  };
}
