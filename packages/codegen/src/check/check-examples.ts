import { pointerSteps } from "../json-pointer.ts";
import { type CaseOwner, ownerId } from "../model/case-owner.ts";
import type { Example } from "../model/example.ts";
import { isStream } from "../model/operation.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { placeOf, rootOf, type SpecNode } from "../source/spec-node.ts";
import type { RawError } from "../validators/engine.ts";
import type { Checks } from "./checks.ts";
import { describeRawError, mainError } from "./describe-raw-error.ts";
import type { FileSchemas } from "./file-schemas.ts";

/** The shape of example files, from the root. */
export const EXAMPLE_SCHEMA = "specs/example.schema.json";

/** Notes every example that breaks the schema of example files, of its bodies or of its parameters. */
export function checkExamples(
  files: SpecFiles,
  schemas: FileSchemas,
  checks: Checks,
  owners: readonly CaseOwner[],
): void {
  const seen = new Set<string>();
  for (const owner of owners) {
    for (const example of owner.operation.examples) {
      if (!seen.has(example.file.path)) schemas.check(rootOf(example.file), EXAMPLE_SCHEMA);
      seen.add(example.file.path);
      new ExampleCheck(files, checks, owner, example).run();
    }
  }
}

class ExampleCheck {
  readonly #files: SpecFiles;
  readonly #checks: Checks;
  readonly #owner: CaseOwner;
  readonly #example: Example;

  constructor(files: SpecFiles, checks: Checks, owner: CaseOwner, example: Example) {
    this.#files = files;
    this.#checks = checks;
    this.#owner = owner;
    this.#example = example;
  }

  run(): void {
    const { request, response, parameters, error, hasParameters, status } = this.#example;
    const root = rootOf(this.#example.file);
    if (request) this.#note("request", request, this.#checks.request(this.#owner, request.value));
    if (status < 300) this.#note("response", response, this.#checks.response(this.#owner, this.#example));
    else this.#checkError(error, response);
    this.#checkRules();
    this.#checkStreamException();
    if (!hasParameters && (status >= 300 || !this.#needsParameters())) return;
    this.#checkNames(parameters);
    const place = { ...root, path: ["parameters"], value: parameters };
    this.#note("parameters", place, this.#checks.parameters(this.#owner, parameters));
  }

  #checkRules(): void {
    const { parameters, request, name, file } = this.#example;
    for (const rule of this.#checks.brokenRules(this.#owner, { parameters, body: request?.value })) {
      const message = `example '${name}' of ${ownerId(this.#owner)}: its request breaks the rule '${rule.id}' (${rule.node.file.path})`;
      this.#files.problems.add(file.at(["request"]), message);
    }
  }

  #checkStreamException(): void {
    const { streamException, name, status } = this.#example;
    if (!streamException) return;
    const { type, members, node } = streamException;
    const where = `example '${name}' of ${ownerId(this.#owner)}`;
    if (status >= 300 || !isStream(this.#owner.operation)) {
      const message = `${where} has a streamException, but no stream; expected the example of a streamed answer`;
      this.#files.problems.add(placeOf(node), message);
    } else if (this.#checks.event(this.#owner, { [type]: members }).length > 0) {
      const message = `${where}: its streamException '${type}' is not an event of the stream; expected one of ${this.#owner.api}'s with the members that its exception has`;
      this.#files.problems.add(placeOf(node), message);
    }
  }

  /** Whether errors go by their status alone. */
  #hasUnnamedErrors(): boolean {
    return this.#owner.operation.errors.every(({ exceptions }) => exceptions.length === 0);
  }

  #needsParameters(): boolean {
    return this.#owner.operation.parameters.some((parameter) => parameter.required);
  }

  #checkError(error: string | undefined, response: SpecNode): void {
    const { status, name } = this.#example;
    if (error === undefined && this.#hasUnnamedErrors()) {
      this.#note("response", response, this.#checks.error(this.#owner, response.value));
      return;
    }
    const declared = this.#owner.operation.errors.find((other) => other.status === status)?.exceptions ?? [];
    if (error !== undefined && declared.includes(error)) {
      this.#note("response", response, this.#checks.exception(error, response.value));
      return;
    }
    const expected = declared.join(" or ") || "no exception at all";
    const message = `example '${name}' of ${ownerId(this.#owner)} has the error '${error}'; its response ${status} stands for ${expected}`;
    this.#files.problems.add(this.#example.file.at(["error"]), message);
  }

  #checkNames(parameters: Readonly<Record<string, unknown>>): void {
    const known = this.#owner.operation.parameters.map((parameter) => parameter.name);
    for (const name of Object.keys(parameters).filter((candidate) => !known.includes(candidate))) {
      const place = this.#example.file.at(["parameters", name]);
      this.#files.problems.add(
        place,
        `${this.#owner.operation.id} has no parameter '${name}'; expected one of ${known.join(", ") || "none"}`,
      );
    }
  }

  #note(side: string, node: SpecNode, errors: readonly RawError[]): void {
    const error = mainError(errors);
    if (!error) return;
    const place = placeOf({ ...node, path: [...node.path, ...pointerSteps(error.instancePath)] });
    const where = `example '${this.#example.name}' of ${ownerId(this.#owner)}`;
    this.#files.problems.add(place, `${where}: its ${side} breaks the schema: ${describeRawError(error)}`);
  }
}
