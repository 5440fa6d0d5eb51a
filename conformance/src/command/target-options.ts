import { type Command, InvalidArgumentError, Option } from "commander";
import { parseShard } from "../cases/shard.ts";
import { defined } from "../defined.ts";
import type { Shard } from "../result.ts";
import type { RunOptions } from "../run/run-options.ts";
import { readSetting } from "../targets/read-setting.ts";
import { SETTINGS, type Setting } from "../targets/settings.ts";

/**
 * The flags that say which target and which cases are meant, as commander gives them: every setting by its flag, and
 * which cases.
 */
export interface TargetFlags extends Readonly<Record<string, unknown>> {
  readonly profile?: readonly string[];
  readonly requirements?: string;
  readonly run?: readonly string[];
  readonly skip?: readonly string[];
  readonly shard?: Shard;
  readonly paid?: boolean;
  readonly allowWrites?: boolean;
  readonly journal?: string;
}

/** Adds the flags that all commands share which send cases, or would. */
export function addTargetOptions(command: Command): Command {
  for (const setting of SETTINGS) {
    command.addOption(settingOption(setting));
  }
  return command
    .optionsGroup("Cases:")
    .option(
      "--profile <names>",
      "only cases of these profiles, such as management,errors or format:<id>; strict turns warnings into failures",
      collectNames,
    )
    .option("--requirements <date>", "only cases that were required on this date, such as 2026-05-01")
    .option("--run <glob>", "only cases whose id matches, repeatable", collect)
    .option("--skip <glob>", "no cases whose id matches, repeatable", collect)
    .option("--shard <i/n>", "run shard i of n; merge combines the results", readShard)
    .optionsGroup("Guards:")
    .option("--paid", "allow requests to Amazon Web Services, which cost money")
    .option(
      "--allow-writes",
      "send requests that create jobs and provisioned throughput, and remove afterwards what they created",
    )
    .option("--journal <file>", "file that records created resources (default: a file in the current folder)")
    .optionsGroup("Output:");
}

/** The options of a run that the flags stand for. */
export function optionsOf({
  profile,
  requirements,
  run,
  skip,
  shard,
  paid,
  allowWrites,
  journal,
  ...flags
}: TargetFlags): RunOptions {
  const settings = Object.fromEntries(SETTINGS.map((setting) => [setting.option, flags[flagName(setting)]]));
  return {
    ...(defined(settings) as RunOptions), // Each value was read as its setting wants it.
    ...defined({ profile, requirements, run, skip, shard, paid, allowWrites, journal }),
  };
}

function readShard(text: string): Shard {
  const shard = parseShard(text);
  if (shard === undefined) {
    throw new InvalidArgumentError("Expected I/N with I from 1 to N, such as 2/5.");
  }
  return shard;
}

/** The name under which commander gives the value of a setting's flag. */
export function flagName(setting: Setting): string {
  return new Option(setting.flag).attributeName();
}

/** Gathers the values of a repeatable flag. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** The flag of a setting. */
export function settingOption(setting: Setting): Option {
  const { flag, meaning, choices, fallback } = setting;
  const values = choices === undefined ? "" : ` (${choices.join(", ")})`;
  const option = new Option(
    flag,
    `${meaning}${values}${fallback === undefined ? "" : ` (default: ${fallback.replaceAll("`", "")})`}`,
  );
  option.helpGroup(setting.key?.startsWith("limits.") || setting.key === "prices" ? "Limits:" : "Target:");
  return setting.kind === "switch" ? option : option.argParser((text, before) => read(setting, text, before));
}

function read(setting: Setting, text: string, before: unknown): unknown {
  try {
    return readSetting(setting, text, before);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
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
