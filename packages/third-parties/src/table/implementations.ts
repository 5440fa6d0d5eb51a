import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startAimock, startLitellm, startMockLlm, startMoto, startPortkey, type ThirdParty } from "../start-targets.ts";

const FOLDER = join(import.meta.dirname, "../..");

/** An implementation by somebody else, as the table tries it. */
export interface Implementation {
  readonly id: string;
  /** What the table calls it. */
  readonly title: string;
  /** The package, and its version, which this repository pins. */
  readonly source: { readonly npm: string } | { readonly pypi: string; readonly version: string };
  /** The manifest that says what it offers: of the suite, or a file beside this one. */
  readonly manifest: string;
  /** What the suite is told besides: where it listens, which cases concern it, which models it has. */
  readonly flags: (url: string) => readonly string[];
  /** Starts it; `command` finds what the package of Python has installed. */
  readonly start: (command: (name: string) => string) => Promise<ThirdParty>;
}

/** The cases of Anthropic Messages. */
const MESSAGES = "anthropic-messages/**";

/** Those that the registries give, and that start without an account. */
export const IMPLEMENTATIONS: readonly Implementation[] = [
  {
    id: "aimock",
    title: "aimock, as a gateway",
    source: { npm: "@copilotkit/aimock" },
    manifest: "aimock.yaml",
    flags: (url) => ["--gateway-endpoint", url, "--profile", "gateway"],
    start: () => startAimock(),
  },
  {
    id: "aimock-runtime",
    title: "aimock, as a Bedrock",
    source: { npm: "@copilotkit/aimock" },
    manifest: "aimock-runtime.yaml",
    // Its InvokeModel speaks Messages, and it has Converse.
    flags: (url) => [
      "--runtime-endpoint",
      url,
      "--run",
      "anthropic-messages/**",
      "--run",
      "runtime/Converse{,Stream}/*",
    ],
    start: () => startAimock(""),
  },
  {
    id: "mock-llm",
    title: "mock-llm, as a gateway",
    source: { npm: "@dwmkerr/mock-llm" },
    manifest: "mock-llm.yaml",
    flags: (url) => ["--gateway-endpoint", url, "--profile", "gateway"],
    start: () => startMockLlm(),
  },
  {
    id: "moto",
    title: "moto, as the management API",
    source: { pypi: "moto[server]", version: "5.2.5" },
    manifest: "moto.yaml",
    flags: (url) => ["--management-endpoint", url, "--profile", "management"],
    start: (command) => startMoto(command("moto_server")),
  },
  {
    id: "portkey",
    title: "Portkey, as a gateway before our mock",
    source: { npm: "@portkey-ai/gateway" },
    manifest: "portkey.yaml",
    flags: (url) => ["--gateway-endpoint", url, "--profile", "gateway"],
    start: () => startPortkey(),
  },
  {
    id: "litellm",
    title: "LiteLLM, as a gateway before our mock",
    source: { pypi: "litellm[proxy]", version: "1.108.7" },
    manifest: "litellm.yaml",
    flags: (url) => ["--gateway-endpoint", `${url}/v1`, "--profile", "gateway"],
    start: (command) => startLitellm(command("litellm")),
  },
  {
    id: "litellm-runtime",
    title: "LiteLLM, as a Bedrock before our mock",
    source: { pypi: "litellm[proxy]", version: "1.108.7" },
    manifest: "litellm-runtime.yaml",
    flags: (url) => ["--runtime-endpoint", `${url}/bedrock`, "--run", MESSAGES],
    start: (command) => startLitellm(command("litellm"), MESSAGES),
  },
];

/** Why others that are known are not in the table. */
export const MISSING: readonly (readonly [name: string, reason: string])[] = [
  [
    "aws-samples/bedrock-access-gateway",
    "is a repository and no package of a registry; its manifest comes with the suite",
  ],
  ["Bifrost", "its npm package downloads the program from elsewhere when it starts"],
  ["LocalStack", "has Bedrock in its paid plan only"],
];

/** The version that will be tried. */
export function versionOf({ source }: Implementation): string {
  return "npm" in source
    ? JSON.parse(readFileSync(join(FOLDER, "node_modules", source.npm, "package.json"), "utf8")).version
    : source.version;
}

/** Where a command of a Python package is, which is installed into an environment of its own where it is not yet. */
export function commandOf({ source }: Implementation): (name: string) => string {
  return (name) => {
    if ("npm" in source) {
      return join(FOLDER, "node_modules/.bin", name);
    }
    const environment = join(FOLDER, "dist/python", `${source.pypi.replace(/\[.*/, "")}-${source.version}`);
    const command = join(environment, "bin", name);
    if (!existsSync(command)) {
      execFileSync("python3", ["-m", "venv", environment], { stdio: "inherit" });
      const install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        `${source.pypi}==${source.version}`,
      ];
      execFileSync(join(environment, "bin/python"), install, { stdio: "inherit" });
    }
    return command;
  };
}

/** Where a manifest is. */
export function manifestOf({ manifest }: Implementation): string {
  const own = join(import.meta.dirname, manifest);
  return existsSync(own) ? own : join(FOLDER, "../../conformance/targets", manifest);
}
