import { errorMessageOf, errorTypeOf, fillPath } from "@bedrock-contract/wire";
import { type Answer, describeBody } from "../../exchange/answer.ts";
import type { ExchangeOutcome, HttpSender } from "../../exchange/http-sender.ts";
import { createRedact, type Redact } from "../../results/redact/redact.ts";
import { headerSecrets } from "../../results/redact/redact-headers.ts";
import type { Authenticator } from "../../targets/authenticator.ts";
import { pause } from "../load/pace.ts";
import type { RemovalPatience } from "./removal-patience.ts";
import type { JournaledResource } from "./resource-journal.ts";

/** What removes resources: how requests are sent and what they carry. */
export interface Remover {
  readonly sender: HttpSender;
  readonly authenticator: Authenticator;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the target is on this machine: then it may lack the operation that removes, and keeps nothing for long. */
  readonly isLocal: boolean;
  /** What of these headers no report shows. */
  readonly secrets: readonly string[];
  /** Shared by all that one clean-up removes. */
  readonly patience: RemovalPatience;
}

const NOT_FOUND = 404;

/**
 * Removes a resource that this run has created, by its id, and where that finds nothing by the name that the run gave
 * it: some emulators know only one of them. Returns why it could not; undefined when it is gone.
 */
export async function removeResource(resource: JournaledResource, remover: Remover): Promise<string | undefined> {
  const ids = [resource.id, resource.name].filter((id) => id !== undefined);
  return ids.length === 0 ? UNKNOWN : reasonOf(await removeByIds(resource, ids, remover));
}

/**
 * Removes a resource that a journal tells of: by what the run gave it for a name, which nothing else has, and by its id
 * only where that is named, since anybody can write an id into a file. Returns why it could not; undefined when it is
 * gone.
 */
export async function removeJournaled(
  resource: JournaledResource,
  named: readonly string[],
  remover: Remover,
): Promise<string | undefined> {
  const { id, name } = resource;
  const mark = `-${resource.key.split("/")[0]}-`;
  const isOwn = (each: string): boolean => each.includes(mark) || named.includes(each);
  const own = [name, id].filter((each) => each !== undefined).filter(isOwn);
  if (own.length === 0) {
    return id === undefined && name === undefined
      ? UNKNOWN
      : "nothing but the journal says that a run created it; --resource ID removes it all the same";
  }
  const removal = await removeByIds(resource, own, remover);
  // An emulator may know it by its id only.
  return removal === "gone" && remover.isLocal && id !== undefined && !isOwn(id)
    ? "nothing has its name; --resource ID removes what has its id"
    : reasonOf(removal);
}

const UNKNOWN =
  "the response had no id, and the name was not made by the run, so nothing can be removed safely; check by hand, then delete the journal";

async function removeByIds(resource: JournaledResource, ids: readonly string[], remover: Remover): Promise<Removed> {
  let isGone = false;
  for (const id of ids) {
    const removal = await tryRemoval(resource, id, remover);
    // What has no such id may take no name for one.
    if (removal !== "gone" && !(isGone && removal !== "removed" && removal.isRefused === true)) {
      return removal;
    }
    isGone = true;
  }
  return "gone";
}

function reasonOf(removal: Removed): string | undefined {
  return typeof removal === "string" ? undefined : removal.reason;
}

/** `gone` is what an answer says that knows no such resource. */
type Removed = "removed" | "gone" | { readonly reason: string; readonly isRefused?: boolean };

async function tryRemoval(resource: JournaledResource, id: string, remover: Remover): Promise<Removed> {
  const { patience } = remover;
  for (let attempt = 1; ; attempt++) {
    if (patience.silence !== undefined) {
      return { reason: patience.silence };
    }
    const { outcome, redact } = await requestRemoval(resource, id, remover);
    if ("failure" in outcome) {
      patience.observe(outcome.failure);
      return { reason: redact(outcome.failure.message) };
    }
    const { answer } = outcome;
    if (answer.status < 300 || hasEnded(answer, resource)) {
      return "removed";
    }
    if (isGone(answer, remover)) {
      return "gone";
    }
    const pauseMs = patience.pauseAfter(answer, attempt);
    if (pauseMs === undefined) {
      const reason = `${resource.remove.operation} returned ${redact(describeRefusal(answer))}`;
      return { reason, isRefused: errorTypeOf(answer.headers) === "ValidationException" };
    }
    await pause(pauseMs);
  }
}

interface Requested {
  readonly outcome: ExchangeOutcome;
  /** A target may echo what it was sent. */
  readonly redact: Redact;
}

async function requestRemoval(
  { endpoint, remove }: JournaledResource,
  id: string,
  { sender, authenticator, headers, secrets }: Remover,
): Promise<Requested> {
  const url = new URL(endpoint);
  const request = {
    method: remove.method,
    path: fillPath(remove.path, { id }),
    query: remove.query ?? {},
    headers: { accept: "application/json", ...headers },
  };
  const authenticated = { ...request, headers: await authenticator.authenticate(request, url) };
  const outcome = await sender.send(url, authenticated, { isRepeatable: true, streamKind: () => undefined });
  const answered = "answer" in outcome ? headerSecrets(outcome.answer.headers) : [];
  const known = [...authenticator.secrets, ...secrets, ...headerSecrets(authenticated.headers), ...answered];
  return { outcome, redact: createRedact(known) };
}

/** A target that does not know the operation answers 404 too: that is not a sign that anything is gone. */
function isGone({ status, headers }: Answer, { isLocal }: Remover): boolean {
  return errorTypeOf(headers) === "ResourceNotFoundException" || (status === NOT_FOUND && isLocal);
}

/** Whether nothing runs any more that could be stopped. */
function hasEnded({ headers }: Answer, { remove }: JournaledResource): boolean {
  return remove.ended !== undefined && errorTypeOf(headers) === remove.ended;
}

function describeRefusal(answer: Answer): string {
  const type = errorTypeOf(answer.headers);
  const message = errorMessageOf(answer.json.isJson ? answer.json.value : undefined);
  return type === undefined
    ? `${answer.status} ${describeBody(answer)}`
    : `${answer.status} ${type} ${message ?? ""}`.trim();
}
