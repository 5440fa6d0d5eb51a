import { meanings, readAll, readPointer } from "@bedrock-contract/validators";
import type { Difference, FramePlace } from "../../result.ts";
import { type Check, type CheckContext, isError, type Verdict, verdictOf } from "../check.ts";
import { apiModel } from "../documents.ts";
import { streamChunks } from "../identity/chunk-lists.ts";
import { placeOf } from "../stream/frame-fault.ts";

/** Members that no schema requires, though every real response has them. Clients rely on what always comes. */
export const expectedMembers: Check = {
  id: "expected-members",
  level: "MUST",
  rule: "The response has the members that every real response of the operation or format has, although the service model calls them optional.",
  documented: (context) => apiModel(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const bodies = bodiesOf(context);
  const expected = expectedOf(context);
  // Where a guardrail takes part, the service makes the response anew.
  if (isError(context) || bodies.some(({ value }) => readPointer(value, GUARDRAIL) !== undefined)) {
    return "not-applicable";
  }
  const owners = expected.flatMap((place) => bodies.flatMap((body) => ownersOf(body, place)));
  const differences = owners.filter(({ isThere }) => !isThere).map(({ difference }) => difference);
  return verdictOf(differences, { applies: owners.length > 0 });
}

const GUARDRAIL = "/amazon-bedrock-guardrailAction";

interface Body {
  readonly value: unknown;
  readonly frame?: FramePlace;
}

/** The body, or the chunks of a stream. */
function bodiesOf(context: CheckContext): readonly Body[] {
  const { stream, sse, json } = context.answer;
  if (stream === undefined && sse === undefined) {
    return json.isJson ? [{ value: json.value }] : [];
  }
  return streamChunks(context);
}

function expectedOf({ answer, operation, validators: { format, stream } }: CheckContext): readonly string[] {
  const { expected = [] } = meanings[operation.name] ?? {};
  const isStreamed = answer.stream !== undefined || answer.sse !== undefined;
  return [...expected, ...((isStreamed ? stream?.expected : expectedInBody(format)) ?? [])];
}

/** Of a format that says so, what its bodies have. */
function expectedInBody(format: CheckContext["validators"]["format"]): readonly string[] | undefined {
  return format !== undefined && "response" in format && "expected" in format.response
    ? format.response.expected
    : undefined;
}

/** The owners of a member, and whether they have it. */
function ownersOf({ value: body, frame }: Body, place: string) {
  const at = place.lastIndexOf("/");
  const name = place.slice(at + 1);
  const owners = at === 0 ? [{ pointer: "", value: body }] : readAll(body, place.slice(0, at));
  return owners.flatMap(({ pointer, value }) =>
    typeof value !== "object" || value === null
      ? []
      : [{ isThere: Object.hasOwn(value, name), difference: difference(pointer, name, frame) }],
  );
}

function difference(pointer: string, name: string, frame: FramePlace | undefined): Difference {
  return {
    pointer: `${pointer}/${name}`,
    message: "the member is missing",
    expected: `${name}, as every real response has it`,
    received: "nothing",
    ...(frame === undefined ? {} : { frame: placeOf(frame) }),
  };
}
