import { readPointer } from "@bedrock-contract/validators";
import type { Case } from "../../case.ts";
import { defined } from "../../defined.ts";
import type { Answer } from "../../exchange/answer.ts";
import { createHttpSender, type ExchangeOutcome } from "../../exchange/http-sender.ts";
import { shellWord } from "../../report/describe/shell-word.ts";
import { isBedrockEndpoint, isLocalTarget } from "../../targets/paid-host.ts";
import type { Target } from "../../targets/target.ts";
import { type CreatingOperation, type Removal, readCreatingOperations } from "./creating-operation.ts";
import { ownName } from "./mark-case.ts";
import { RemovalPatience } from "./removal-patience.ts";
import { removeResource } from "./remove-resource.ts";
import { type JournaledResource, journalFile, ResourceJournal } from "./resource-journal.ts";

/** What a keeper depends on. */
export interface ResourceKeeperOptions {
  /** What the names of what it creates are marked with. */
  readonly runId: string;
  readonly target: Target;
  /** The file of the journal. Default: one of the run's own in the current folder. */
  readonly journal?: string;
}

/** Keeps account of what a run creates, and removes it. */
export interface ResourceKeeper {
  /** Makes a call that may create something: the journal tells of it before, and what came of it afterwards. */
  around(given: Case, endpoint: URL, call: () => Promise<ExchangeOutcome>): Promise<ExchangeOutcome>;
  /** Removes what is there, once. Returns what is left behind, and why. */
  removeAll(): Promise<readonly string[]>;
}

/** Creates the keeper of a run. */
export async function createResourceKeeper(options: ResourceKeeperOptions): Promise<ResourceKeeper> {
  const { runId } = options;
  const creating = await readCreatingOperations();
  const journal = new ResourceJournal(options.journal ?? journalFile(runId));
  journal.begin();
  const operationOf = ({ operation }: Case): CreatingOperation | undefined =>
    creating.find((each) => each.operation === operation);
  let calls = 0;
  let removal: Promise<readonly string[]> | undefined;
  return {
    around: async (given, endpoint, call) => {
      const operation = operationOf(given);
      const remove = operation?.remove;
      if (operation === undefined || remove === undefined || keepsAll(options.target, remove)) {
        return call();
      }
      calls += 1;
      const key = `${runId}/${calls}`;
      const name = ownName(given, operation, runId);
      const { manifest, authenticator } = options.target;
      const region = authenticator.signing?.region;
      const resource: JournaledResource = {
        key,
        case: given.id,
        endpoint: endpoint.href,
        ...defined({ region }),
        auth: manifest.auth ?? "auto",
        remove,
        ...defined({ name }),
      };
      const isLocal = isLocalTarget(manifest);
      journal.creating(resource, { isLocal });
      const outcome = await call();
      const wanted = given.prefer?.code;
      note(outcome, { journal, key, operation, isNamed: name !== undefined, isLocal, ...defined({ wanted }) });
      return outcome;
    },
    removeAll: () => {
      removal ??= removeAll(journal, options.target);
      return removal;
    },
  };
}

/** A target whose manifest says that it cannot remove keeps what is created. */
function keepsAll({ manifest }: Target, { operation }: Removal): boolean {
  return manifest.features?.unsupported?.includes(`operation:${operation}`) === true;
}

interface Noting {
  readonly journal: ResourceJournal;
  readonly key: string;
  readonly operation: CreatingOperation;
  readonly isNamed: boolean;
  readonly isLocal: boolean;
  /** The status that the request has asked for. */
  readonly wanted?: number;
}

/**
 * An answer that says no, or fails as it was asked to, has created nothing. Where there is none, or the server failed, nobody knows: it is looked for
 * by its name. A success that tells no id is none; only at a target on this machine it is taken for nothing created.
 */
function note(outcome: ExchangeOutcome, { journal, key, operation, isNamed, isLocal, wanted }: Noting): void {
  if ("failure" in outcome) {
    if (outcome.failure.kind === "unreachable") {
      journal.settled(key, "not-created");
    }
    return;
  }
  const { answer } = outcome;
  const id = answer.status < 300 ? idIn(answer, operation) : undefined;
  const isUnclear =
    answer.status < 300 ? isNamed || !isLocal : answer.status >= 500 && answer.status !== wanted && isNamed;
  // The answer to a repeated request, by its token: it has created nothing more.
  const isKnown = id !== undefined && journal.pending.some((other) => other.id === id);
  if (id !== undefined && !isKnown) {
    journal.created(key, id);
  } else if (isKnown || !isUnclear) {
    journal.settled(key, "not-created");
  }
}

function idIn({ json }: Answer, { id }: CreatingOperation): string | undefined {
  const value = json.isJson ? readPointer(json.value, id) : undefined;
  return typeof value === "string" && ID.test(value) ? value : undefined;
}

/** What stands in a path, in a journal and in reports. */
const ID = /^[\x21-\x7e]{1,2048}$/;

/** With connections of its own: those of the run end with it when it is interrupted. */
async function removeAll(journal: ResourceJournal, target: Target): Promise<readonly string[]> {
  if (journal.pending.length === 0) {
    journal.close();
    return [];
  }
  const sender = createHttpSender({ connections: 1, timeoutMs: 30_000 });
  const { authenticator, headers, secrets } = target;
  const isLocal = isLocalTarget(target.manifest);
  const remover = { sender, authenticator, headers, secrets, isLocal, patience: new RemovalPatience() };
  const left: string[] = [];
  try {
    for (const resource of journal.pending) {
      const reason = await removeResource(resource, remover);
      if (reason === undefined) {
        journal.settled(resource.key, "removed");
      } else {
        left.push(
          `${resource.id ?? resource.name ?? resource.case}: ${reason}; ${tryAgain(resource, journal, isLocal)}`,
        );
      }
    }
  } finally {
    await sender.close();
    journal.close();
  }
  return left;
}

/** The command that says what the journal alone would not be believed. */
function tryAgain({ id, name, endpoint }: JournaledResource, { file }: ResourceJournal, isLocal: boolean): string {
  const flags = [
    `--journal ${shellWord(file)}`,
    ...(isLocal || isBedrockEndpoint(endpoint) ? [] : [`--endpoint ${shellWord(endpoint)}`]),
    ...(id === undefined || name !== undefined ? [] : [`--resource ${shellWord(id)}`]),
  ];
  return `try again: bedrock-conformance cleanup ${flags.join(" ")}`;
}
