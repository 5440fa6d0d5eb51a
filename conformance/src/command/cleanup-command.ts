import type { Command } from "commander";
import { createHttpSender } from "../exchange/http-sender.ts";
import { print } from "../report/files/terminal.ts";
import { redactPatterns } from "../results/redact/patterns.ts";
import { RemovalPatience } from "../run/resources/removal-patience.ts";
import { removeResource } from "../run/resources/remove-resource.ts";
import { findJournals, type JournaledResource, readJournal } from "../run/resources/resource-journal.ts";
import { createAuthenticator, type Environment } from "../targets/authenticator.ts";
import { isLocalTarget } from "../targets/paid-host.ts";
import { SETTINGS } from "../targets/settings.ts";
import { targetHeaders } from "../targets/target-headers.ts";
import { collect, settingOption } from "./target-options.ts";

interface CleanupFlags {
  readonly journal?: readonly string[];
  readonly header?: Readonly<Record<string, string>>;
}

/** Adds the flags of `cleanup`. */
export function addCleanupOptions(command: Command): Command {
  command
    .description("remove what runs have created and left behind, by their journals")
    .option("--journal <file>", "a journal, repeatable (default: those in the current folder)", collect);
  for (const setting of SETTINGS.filter(({ option }) => option === "headers")) {
    command.addOption(settingOption(setting));
  }
  return command;
}

/** Removes what the journals tell of, and sets the exit code of the process: 3 where something is left. */
export async function cleanupCommand({ journal, header = {} }: CleanupFlags): Promise<void> {
  const files = journal ?? (await findJournals(process.cwd()));
  if (files.length === 0) {
    print("nothing to remove: there is no journal in the current folder\n");
  }
  for (const file of files) {
    await cleanUp(file, header);
  }
}

async function cleanUp(file: string, header: Readonly<Record<string, string>>): Promise<void> {
  const journal = await readJournal(file);
  const sender = createHttpSender({ connections: 1, timeoutMs: 30_000 });
  const patience = new RemovalPatience();
  try {
    for (const resource of journal.pending) {
      const remover = { sender, patience, ...(await removerOf(resource, header, process.env)) };
      const reason = await removeResource(resource, remover);
      const name = redactPatterns(resource.id ?? resource.name ?? resource.case);
      if (reason === undefined) {
        journal.settled(resource.key, "removed");
        print(`removed ${name}\n`);
      } else {
        print(`left behind ${name}: ${redactPatterns(reason)}\n`);
        process.exitCode = 3;
      }
    }
  } finally {
    journal.close();
    await sender.close();
  }
}

/** Requests are authenticated as those of the run were. */
async function removerOf(
  { auth, endpoint, region = "us-east-1" }: JournaledResource,
  headers: Readonly<Record<string, string>>,
  environment: Environment,
) {
  const manifest = { name: endpoint, endpoints: { management: endpoint }, headers };
  return {
    authenticator: await createAuthenticator(auth, { environment, region }),
    ...targetHeaders(manifest, environment),
    isLocal: isLocalTarget(manifest),
  };
}
