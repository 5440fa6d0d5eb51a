import { type KeptOperation, meanings, readPointer } from "@bedrock-contract/validators";
import { type KnownOperation, type Operation, pathParameters } from "@bedrock-contract/wire";
import type { MockExample } from "../example.ts";
import { exactExample, extendedExample } from "../examples/choose-example.ts";
import { Refusal } from "../http/refusal.ts";
import type { Parameters } from "../request/read-parameters.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import { type Act, namingOf, tokenOf } from "../resources/act.ts";
import {
  change,
  copy,
  create,
  listed,
  put,
  remove,
  removeEach,
  show,
  showOtherwise,
  showSeen,
  showUnset,
} from "../resources/deeds.ts";
import { describeModel, describeProfile } from "../resources/describe-model.ts";
import { refuseLost } from "../resources/find.ts";
import { asListed, deedOf, keyOf, knownOf } from "../resources/known.ts";
import { listPage } from "../resources/list-page.ts";
import { isNamed, kindNamed, type Members } from "../resources/memory.ts";
import { NOT_FOUND, notFound } from "../resources/refuse.ts";
import { isMade, remember } from "../resources/remember.ts";
import {
  bodiesOfExamples,
  findBody,
  identifiersOf,
  identityMembers,
  listedInExamples,
  namesIn,
  ownerIn,
} from "../resources/resources.ts";
import { isSeenOtherwise, seenThrough } from "../resources/seen.ts";
import { isTagged, tag } from "../resources/tags.ts";
import type { Account } from "./account.ts";
import type { Answerer } from "./answerer.ts";

/** Who answers an operation of the management API that is about resources; undefined for others. */
export function managementAnswerer(operation: KnownOperation): Answerer | undefined {
  if (operation.api !== "management") {
    return undefined;
  }
  if (deedOf(operation.name) !== undefined) {
    return {
      answer: answerDeed,
      knowsMore: isTouched,
      remember: (request, account, response) => remember(actOf(request, account), response),
    };
  }
  if (meanings[operation.name]?.items !== undefined) {
    return { answer: listKnown };
  }
  return identityMembers(operation).length > 0 ? { answer: answerKnown } : undefined;
}

/** The success example that a request with a body extends, as SDKs do by a token; else what a request names. */
function answerKnown(request: ExampleRequest, account: Account): unknown {
  const extended = request.body === undefined ? undefined : extendedExample(request);
  return extended?.response ?? showKnown(request, account);
}

function actOf({ operation, parameters, body }: ExampleRequest, { memory, clock, quotas }: Account): Act {
  const { kind, deed } = deedOf(operation.name) ?? {};
  if (kind === undefined || deed === undefined) {
    throw new Error(`The specs do not say what ${operation.name} does to resources`);
  }
  return { operation, kind, deed, parameters, body, memory, now: clock.now(), quotas: quotas() };
}

/** Whether requests have made, changed or deleted what a request is about: then no example answers it. */
function isTouched(request: ExampleRequest, account: Account): boolean {
  const act = actOf(request, account);
  const { kind, deed, memory } = act;
  switch (deed.does) {
    case "create":
      return isMade(act);
    case "list":
      return memory.isTouched(kind) || isSeenOtherwise(act);
    case "tag":
    case "untag":
    case "tags":
      return isTagged(act);
    default:
      return deed.each !== undefined
        ? memory.isTouched(kind)
        : memory.find(kind, namingOf(act)).length > 0 || isLost(act) || isSeenOtherwise(act);
  }
}

/** What an operation does to resources; a repeated request, by its token, does it once. */
function answerDeed(request: ExampleRequest, account: Account): unknown {
  const act = actOf(request, account);
  const token = tokenOf(act);
  const before = token === undefined ? undefined : act.memory.answerTo(token);
  if (before !== undefined) {
    return before;
  }
  const example = exampleWithout(request, kindNamed(act.kind).token);
  if (example !== undefined && !isTouched(request, account)) {
    remember(act, example.response);
    return example.response;
  }
  const answer = done(act, request);
  if (token !== undefined) {
    act.memory.setAnswer(token, answer);
  }
  return answer;
}

function done(act: Act, request: ExampleRequest): unknown {
  const { operation, kind, deed, memory, parameters } = act;
  switch (deed.does) {
    case "create":
      return create(act);
    case "put":
      return put(act);
    case "show":
      if (kindNamed(kind).seen !== undefined) {
        return showSeen(act);
      }
      return (
        show(act) ??
        shownInExamples(request, { memory }) ??
        showOtherwise(act) ??
        (deed.otherwise && showUnset(act)) ??
        (kindNamed(kind).identity === undefined ? showNone(act) : showKnown(request, { memory }))
      );
    case "list": {
      if (operation.errors[NOT_FOUND] !== undefined) {
        refuseLost(act);
      }
      const known = listedInExamples(operation, ownerIn(operation, parameters)).filter(
        (item) => !memory.isGone(keyOf(kind, asListed(kind, deed, item))),
      );
      const made = listed(act);
      const seen = known.map((item) => seenThrough(act, Object(item)));
      const items = [...made, ...seen].filter((item) => isKept(deed, Object(item), parameters));
      return listPage(operation, { items, isGrowing: made.length > 0 }, parameters);
    }
    case "change":
    case "replace":
      return change(act);
    case "copy":
      return copy(act);
    case "delete":
      return deed.each === undefined ? remove(act) : removeEach(act);
    case "tag":
    case "untag":
    case "tags":
      return tag(act);
    default:
      return deed.does satisfies never;
  }
}

/** Whether an item has what the filters of a list ask for that its response need not tell. */
function isKept({ keeps = {} }: KeptOperation, item: Members, parameters: Parameters): boolean {
  return Object.entries(keeps).every(([name, { member, is }]) => {
    const asked = parameters[name];
    return (
      asked === undefined || (is === undefined ? item[member] === asked : (item[member] === is) === (asked === true))
    );
  });
}

/** What is said of the only resource of a kind where there is none: that, or nothing. */
function showNone(act: Act): unknown {
  if (act.operation.errors[NOT_FOUND] === undefined) {
    return {};
  }
  throw notFound(act, namingOf(act));
}

/**
 * The success example that a request equals but for its token: SDKs add one of their own. What was created there is
 * what the examples show.
 */
function exampleWithout(request: ExampleRequest, token: string | undefined): MockExample | undefined {
  const { [token ?? ""]: inBody, ...body } = Object(request.body);
  const { [token ?? ""]: inParameters, ...parameters } = request.parameters;
  const hasToken = inBody !== undefined || inParameters !== undefined;
  const example = hasToken ? exactExample({ ...request, parameters, body }, {}) : undefined;
  return example !== undefined && example.status < 400 ? example : undefined;
}

/** Whether a request names what examples show, and what was deleted since. */
function isLost(act: Act): boolean {
  const naming = namingOf(act);
  return knownOf(act.kind).some(
    ({ key, members }) => act.memory.isGone(key) && isNamed({ kind: act.kind, members }, naming),
  );
}

function listKnown({ operation, parameters }: ExampleRequest): unknown {
  return listPage(operation, { items: listedInExamples(operation, ownerIn(operation, parameters)) }, parameters);
}

/** What examples show of the resource, or the version of it, that a request names; undefined where none does. */
function shownInExamples(request: ExampleRequest, account: Pick<Account, "memory">): unknown {
  const names = namesIn(request.operation, request.parameters);
  // An example that says nothing of what it shows shows it to a request that equals its own.
  return names.length === 0 ? undefined : findBody(bodiesFor(request, account), names);
}

/** The bodies of examples that have what a request chooses, but for those of what was changed or deleted. */
function bodiesFor({ operation, parameters }: ExampleRequest, { memory }: Pick<Account, "memory">): readonly unknown[] {
  const { kind = "", deed } = deedOf(operation.name) ?? {};
  return bodiesOfExamples(operation).filter(
    (body) =>
      isChosen(body, operation, parameters) &&
      (deed === undefined || !memory.isGone(keyOf(kind, Object(readPointer(body, deed.at ?? ""))))),
  );
}

/** The resource that a request names, as examples show it or as it follows from its name. */
function showKnown(request: ExampleRequest, account: Pick<Account, "memory">): unknown {
  const { operation, parameters } = request;
  const identifier = String(parameters[pathParameters(operation)[0] ?? ""]);
  const { kind = "", deed } = deedOf(operation.name) ?? {};
  const bodies = bodiesFor(request, account);
  const found =
    shownInExamples(request, account) ??
    describeModel(operation, bodies, identifier) ??
    describeProfile(operation, bodies, identifier);
  if (found === undefined) {
    const [, ...others] = namesIn(operation, parameters);
    const asked = [identifier, ...others.map((other) => `with ${other.parameter} ${other.identifier}`)].join(" ");
    const kept = deed === undefined ? [] : account.memory.all(kind).map((each) => String(each.members[firstOf(kind)]));
    throw notAmong(operation, asked, [...kept, ...identifiersOf(operation, bodies)]);
  }
  return found;
}

/** Whether a body has the members that parameters choose, where they choose any. */
function isChosen(body: unknown, { name }: Operation, parameters: Parameters): boolean {
  return Object.entries(meanings[name]?.parameters ?? {}).every(([parameter, { choices = {} }]) => {
    const chosen = choices[String(parameters[parameter])];
    return chosen === undefined || readPointer(body, chosen) !== undefined;
  });
}

function firstOf(kind: string): string {
  return kindNamed(kind).identity?.[0] ?? "";
}

/** How many known ids a message lists, at most. */
const MOST_TOLD = 10;

function notAmong({ name, errors }: Operation, identifier: string, known: readonly string[]): Refusal {
  const told = known.slice(0, MOST_TOLD).join(", ");
  const rest = known.length > MOST_TOLD ? `, and ${known.length - MOST_TOLD} more` : "";
  const { kind } = deedOf(name) ?? {};
  const absent = kind && kindNamed(kind).absent;
  const message = absent ?? `${identifier} does not exist in this mock. Known ids: ${told || "none"}${rest}.`;
  return new Refusal("ResourceNotFoundException", errors.ResourceNotFoundException ?? 404, message);
}
