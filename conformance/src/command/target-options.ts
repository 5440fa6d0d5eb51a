import { type Command, InvalidArgumentError, Option } from "commander";
import type { RunOptions } from "../run-options.ts";
import type { Authentication } from "../targets/manifest.ts";
import { FEATURES } from "../targets/manifest.ts";

/** The flags that say which target and which cases are meant, as commander gives them. */
export interface TargetFlags {
  readonly target?: string;
  readonly endpoint?: string;
  readonly managementEndpoint?: string;
  readonly runtimeEndpoint?: string;
  readonly gatewayEndpoint?: string;
  readonly region?: string;
  readonly auth?: Authentication;
  readonly model?: Readonly<Record<string, string>>;
  readonly feature?: readonly string[];
  readonly profile?: readonly string[];
  readonly run?: readonly string[];
  readonly skip?: readonly string[];
}

/** Adds the flags that `run` and `list` share. */
export function addTargetOptions(command: Command): Command {
  return command
    .option("--target <name>", "mock (default), prism, bedrock, or a manifest (*.yaml)")
    .option("--endpoint <url>", "an implementation, management and runtime at the same URL")
    .option("--management-endpoint <url>", "where the management api answers")
    .option("--runtime-endpoint <url>", "where the runtime api answers")
    .option(
      "--gateway-endpoint <url>",
      "where an OpenAI-compatible gateway answers, with its base path (with --profile gateway: OPENAI_BASE_URL)",
    )
    .option("--region <region>", "the region to sign for")
    .addOption(
      new Option("--auth <kind>", "how requests are authenticated (auto: signed where credentials are found)").choices([
        "auto",
        "aws",
        "sigv4",
        "bearer",
        "none",
      ]),
    )
    .option("--model <format=id>", "the model to invoke for a format, repeatable", collectModel)
    .addOption(
      new Option(
        "--feature <name>",
        `what the target offers beyond its manifest, repeatable (${FEATURES.join(", ")})`,
      ).argParser(collectFeature),
    )
    .option("--profile <names>", "cases of these profiles, such as management,errors or format:<id>", collectNames)
    .option("--run <glob>", "cases whose id matches, repeatable", collect)
    .option("--skip <glob>", "but not these, repeatable", collect);
}

/** The options of a run that the flags stand for. */
export function optionsOf({ model, feature, ...flags }: TargetFlags): RunOptions {
  return {
    ...flags,
    ...(model === undefined ? {} : { models: model }),
    ...(feature === undefined ? {} : { features: feature }),
  };
}

/** Gathers the values of a repeatable flag. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function collectNames(value: string, before: readonly string[] = []): readonly string[] {
  return [
    ...before,
    ...value
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  ];
}

function collectFeature(value: string, before: readonly string[] = []): readonly string[] {
  if (!FEATURES.some((feature) => feature === value)) {
    throw new InvalidArgumentError(`Expected one of: ${FEATURES.join(", ")}.`);
  }
  return [...before, value];
}

function collectModel(value: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [format = "", ...rest] = value.split("=");
  const id = rest.join("=");
  if (format === "" || id === "") {
    throw new InvalidArgumentError("Expected FORMAT=ID.");
  }
  return { ...before, [format]: id };
}
