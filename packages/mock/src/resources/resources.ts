import { isNamedBy, meanings, readAll, readPointer } from "@bedrock-contract/validators";
import type { Operation } from "@bedrock-contract/wire";
import type { Clock } from "../clock.ts";
import type { MockExample } from "../example.ts";
import { examplesOf } from "../examples/read-examples.ts";
import { hashOf } from "../generate/tokens.ts";
import { Refusal } from "../http/refusal.ts";
import type { Parameters } from "../request/read-parameters.ts";
import { type SeenBy, viewOf } from "./view.ts";

/** The resources of the management API: those that the examples show, and those that requests have created. */
export interface Resources {
  /**
   * What an operation lists: of its examples what the one without filters shows, before it what was created, the latest
   * first.
   */
  list(operation: Operation): readonly unknown[];
  /** The bodies with which an operation shows one resource. */
  bodies(operation: Operation): readonly unknown[];
  /** Whether requests have created something that an operation shows. */
  hasCreated(operation: Operation): boolean;
  /** Creates what a valid request asks for, and returns the ARN. Throws where the name is taken. */
  create(operation: Operation, body: unknown, example: unknown): string;
  reset(): void;
}

interface Created extends SeenBy {
  readonly view: unknown;
}

/** The resources of a mock in which nothing was created yet. */
export function createResources(clock: Clock): Resources {
  let created: readonly Created[] = [];
  const createdFor = ({ name }: Operation) => created.filter(({ operation }) => operation === name);
  const list: Resources["list"] = (operation) => [
    ...createdFor(operation).map(({ view }) => view),
    ...listedInExamples(operation.api, operation.name),
  ];
  return {
    list,
    bodies: (operation) => [...createdFor(operation).map(({ view }) => view), ...bodiesOfExamples(operation)],
    hasCreated: (operation) => createdFor(operation).length > 0,
    create: (operation, body, example) => {
      const { creates } = meanings[operation.name] ?? {};
      if (creates === undefined) {
        throw new Error(`The specs do not say what ${operation.name} creates`);
      }
      const name = readPointer(body, creates.name);
      const views = creates.seenBy.map((seenBy) => ({ operation: seenBy, known: knownViews(seenBy) }));
      const names = [...created.map(({ view }) => view), ...views.flatMap(({ known }) => known)];
      if (names.some((each) => readPointer(each, creates.name) === name)) {
        const { [creates.taken]: status = 400 } = operation.errors;
        throw new Refusal(creates.taken, status, `${creates.name.slice(1)} ${name} is taken.`);
      }
      const arn = arnLike(String(readPointer(example, creates.arn)), [created.length, body]);
      const now = new Date(clock.now()).toISOString();
      created = [
        ...views.map(({ operation: seenBy, known }) => ({
          operation: seenBy,
          view: viewOf({ creates, body, arn, now, known }),
        })),
        ...created,
      ];
      return arn;
    },
    reset: () => {
      created = [];
    },
  };
}

function knownViews(operation: string): readonly unknown[] {
  const { items } = meanings[operation] ?? {};
  const bodies = successesOf("management", operation).map(({ response }) => response);
  return items === undefined ? bodies : bodies.flatMap((body) => readAll(body, items).map(({ value }) => value));
}

function listedInExamples(api: string, name: string): readonly unknown[] {
  const all = successesOf(api, name).find(({ parameters }) => Object.keys(parameters).length === 0);
  return all === undefined ? [] : readAll(all.response, meanings[name]?.items ?? "").map(({ value }) => value);
}

/** The bodies of the examples; and where a list shows the same resources, one for each of its items. */
function bodiesOfExamples({ api, name }: Operation): readonly unknown[] {
  const own = successesOf(api, name).map(({ response }) => response);
  const { listed } = meanings[name] ?? {};
  const items = listed === undefined ? [] : listedInExamples(api, listed.by);
  return [...own, ...items.map((item) => ({ [listed?.at.slice(1) ?? ""]: item }))];
}

function successesOf(api: string, operation: string): readonly MockExample[] {
  return examplesOf(api, operation).filter(({ status }) => status < 400);
}

/** The ARN of an example, with another id at its end. */
function arnLike(example: string, seed: unknown): string {
  const id = [0, 1].map((part) => hashOf([part, seed]).toString(36).padStart(7, "0").slice(-6)).join("");
  return `${example.slice(0, example.lastIndexOf("/") + 1)}${id}`;
}

/** What a request names a resource by: the resource, and perhaps the version of it. */
interface Name {
  readonly parameter: string;
  readonly identifier: string;
  readonly members: readonly string[];
}

/** What the parameters of a request name a resource by. */
export function namesIn({ name }: Operation, parameters: Parameters): readonly Name[] {
  return Object.entries(meanings[name]?.parameters ?? {}).flatMap(([parameter, { how, members = [] }]) =>
    how === "identity" && parameters[parameter] !== undefined
      ? [{ parameter, identifier: String(parameters[parameter]), members }]
      : [],
  );
}

/** The body that shows the resource of all these names; undefined where there is none. */
export function findBody(bodies: readonly unknown[], names: readonly Name[]): unknown {
  return bodies.find((body) => names.every((name) => isNamed(identifiersIn(body, name.members), name)));
}

/** An ARN is known by its end where a body tells no ARN. */
function isNamed(identifiers: readonly string[], { identifier }: Name): boolean {
  const isByEnd = identifier.startsWith("arn:") && !identifiers.some((own) => own.startsWith("arn:"));
  const asked = isByEnd ? identifier.slice(identifier.lastIndexOf("/") + 1) : identifier;
  return identifiers.some((own) => isNamedBy(own, asked));
}

/** The identifiers that bodies tell, the first ones. */
export function identifiersOf(operation: Operation, bodies: readonly unknown[]): readonly string[] {
  const members = identityMembers(operation);
  return [...new Set(bodies.flatMap((body) => identifiersIn(body, members).slice(0, 1)))];
}

/**
 * The members of a response that are the identifier that a parameter asks for; none for an operation that shows no
 * single resource.
 */
export function identityMembers({ name }: Operation): readonly string[] {
  const bindings = Object.values(meanings[name]?.parameters ?? {});
  return bindings.find(({ how }) => how === "identity")?.members ?? [];
}

function identifiersIn(body: unknown, members: readonly string[]): readonly string[] {
  return members.map((member) => readPointer(body, member)).filter((value) => typeof value === "string");
}
