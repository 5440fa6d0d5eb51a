import { errorTypeOf, followsAws } from "@bedrock-contract/wire";
import { formatOf } from "../../exchange/exchange-validators.ts";
import type { Recording } from "../recording.ts";
import { type DescribedAnswer, describedOperations } from "../specs/described-operations.ts";
import { type Members, SpecTree } from "../specs/spec-tree.ts";

/** What the specs say of the answers that were recorded. */
export class DescribedAnswers {
  readonly #tree = new SpecTree();
  readonly #operations = new Map<string, ReturnType<typeof describedOperations>>();
  readonly #exceptions = new Map<string, Members | undefined>();

  /** The answer of a recording's status and media type; the format's, where it has one. */
  of({ case: given, operation, answer }: Recording): DescribedAnswer | undefined {
    const api = formatOf(given) ?? given.api;
    const described = this.#described(api).find(({ name }) => name === operation.name);
    const success = given.mediaType ?? operation.responseMediaType;
    const mediaType = answer.status < 300 ? success : "application/json";
    return described?.answers.find((each) => each.status === answer.status && each.mediaType === mediaType);
  }

  /** The schema of a recording's body: of an error that names its exception, that of the exception. */
  schemaOf(recording: Recording): Members | undefined {
    const { answer, operation } = recording;
    const type = !followsAws(operation) || answer.status < 400 ? undefined : errorTypeOf(answer.headers);
    return type === undefined ? this.of(recording)?.schema : this.exception(type);
  }

  /** The schema of an exception; those of authentication, which no api model lists, are like all others. */
  exception(name: string): Members | undefined {
    if (!this.#exceptions.has(name)) {
      this.#exceptions.set(name, this.#tree.exception(name) ?? this.#tree.exception("ValidationException"));
    }
    return this.#exceptions.get(name);
  }

  #described(api: string): ReturnType<typeof describedOperations> {
    const known = this.#operations.get(api) ?? describedOperations(this.#tree, api);
    this.#operations.set(api, known);
    return known;
  }
}
