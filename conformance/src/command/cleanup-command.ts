import { printableLine } from "@bedrock-contract/wire";
import type { Command } from "commander";
import { createHttpSender } from "../exchange/http-sender.ts";
import { mapInOrder } from "../map-in-order.ts";
import { print } from "../report/files/terminal.ts";
import { redactPatterns } from "../results/redact/patterns.ts";
import { findJournals, readJournal } from "../run/resources/read-journal.ts";
import { RemovalPatience } from "../run/resources/removal-patience.ts";
import { type Remover, removeJournaled } from "../run/resources/remove-resource.ts";
import type { JournaledResource, ResourceJournal } from "../run/resources/resource-journal.ts";
import { createAuthenticator } from "../targets/authenticator.ts";
import { isBedrockEndpoint, isLocalTarget } from "../targets/paid-host.ts";
import { SETTINGS } from "../targets/settings.ts";
import { targetHeaders } from "../targets/target-headers.ts";
import { collect, settingOption } from "./target-options.ts";

interface CleanupFlags {
  readonly journal?: readonly string[];
  readonly endpoint?: readonly string[];
  readonly resource?: readonly string[];
  readonly header?: Readonly<Record<string, string>>;
}

/** Adds the flags of `cleanup`. */
export function addCleanupOptions(command: Command): Command {
  command
    .description("remove the resources that runs created and left behind, as listed in their journals")
    .option("--journal <file>", "journal, repeatable (default: those in the current folder)", collect)
    .option(
      "--endpoint <url>",
      "endpoint of a journal to which requests may be sent, besides this machine and Amazon Bedrock; repeatable",
      collect,
    )
    .option(
      "--resource <id>",
      "id of a resource to remove although its name does not have the mark of the run, repeatable",
      collect,
    );
  for (const setting of SETTINGS.filter(({ option }) => option === "headers")) {
    command.addOption(settingOption(setting));
  }
  return command;
}

/**
 * Removes what the journals tell of, and sets the exit code of the process: 3 where something is left. A journal may be
 * anybody's file: it decides neither where credentials go, nor how a resource is removed, nor whose it is.
 */
export async function cleanupCommand({ journal, ...flags }: CleanupFlags): Promise<void> {
  const files = journal ?? (await findJournals(process.cwd()));
  if (files.length === 0) {
    print("nothing to remove: there is no journal in the current folder\n");
  }
  // A file that is not a journal is told before anything is sent.
  const journals = await mapInOrder(files, readJournal);
  for (const each of journals) {
    await cleanUp(each, flags);
  }
}

async function cleanUp(journal: ResourceJournal, flags: CleanupFlags): Promise<void> {
  if (journal.isEmpty) {
    print(`${journal.file} is empty: its run had created nothing yet. It stays; delete it by hand.\n`);
  } else if (journal.pending.length === 0) {
    print(`nothing to remove: ${journal.file} lists nothing that is left\n`);
  }
  const sender = createHttpSender({ connections: 1, timeoutMs: 30_000 });
  const patience = new RemovalPatience();
  try {
    for (const resource of journal.pending) {
      const reason = await remove(resource, flags, { sender, patience });
      const name = redactPatterns(resource.id ?? resource.name ?? resource.case);
      if (reason === undefined) {
        journal.settled(resource.key, "removed");
        print(`removed ${printableLine(name)}\n`);
      } else {
        print(`left behind ${printableLine(`${name}: ${redactPatterns(reason)}`)}\n`);
        process.exitCode = 3;
      }
    }
  } finally {
    journal.close();
    await sender.close();
  }
}

async function remove(
  resource: JournaledResource,
  { endpoint: endpoints = [], resource: named = [], header = {} }: CleanupFlags,
  shared: Pick<Remover, "sender" | "patience">,
): Promise<string | undefined> {
  const { auth, endpoint, region = "us-east-1" } = resource;
  const manifest = { name: endpoint, endpoints: { management: endpoint }, headers: header };
  const isLocal = isLocalTarget(manifest);
  if (!isLocal && !isBedrockEndpoint(endpoint) && !endpoints.some((each) => isSame(each, endpoint))) {
    return `${endpoint} is neither on this machine nor Amazon Bedrock; --endpoint ${endpoint} allows it`;
  }
  const authenticator = await createAuthenticator(auth, { environment: process.env, region });
  if (authenticator.kind === "bearer" && !isLocal && !endpoint.startsWith("https:")) {
    return `a bearer key is not sent to ${endpoint}, because it could be read on the way`;
  }
  const remover = { ...shared, authenticator, ...targetHeaders(manifest, process.env), isLocal };
  return removeJournaled(resource, named, remover);
}

function isSame(one: string, other: string): boolean {
  return URL.canParse(one) && new URL(one).href === new URL(other).href;
}
