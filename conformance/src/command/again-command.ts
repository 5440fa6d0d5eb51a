import type { TargetFlags } from "./target-options.ts";

/** The command that runs one case again against the same target. It holds nothing secret: credentials come from the environment. */
export function againCommand(caseId: string, flags: TargetFlags): string {
  const {
    target,
    endpoint,
    managementEndpoint,
    runtimeEndpoint,
    gatewayEndpoint,
    region,
    auth,
    model = {},
    feature = [],
  } = flags;
  const parts: readonly (readonly [string, string | undefined])[] = [
    ["--target", target],
    ["--endpoint", endpoint],
    ["--management-endpoint", managementEndpoint],
    ["--runtime-endpoint", runtimeEndpoint],
    ["--gateway-endpoint", gatewayEndpoint],
    ["--region", region],
    ["--auth", auth],
    ...Object.entries(model).map(([format, id]) => ["--model", `${format}=${id}`] as const),
    ...feature.map((name) => ["--feature", name] as const),
    ["--run", caseId],
  ];
  const words = parts.flatMap(([flag, value]) => (value === undefined ? [] : [flag, quoted(value)]));
  return [programName(), ...words].join(" ");
}

/** As it was called: by the script of this repository, or by its own name. */
function programName(): string {
  return process.env.npm_lifecycle_event === "conformance" ? "pnpm conformance" : "bedrock-conformance";
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
