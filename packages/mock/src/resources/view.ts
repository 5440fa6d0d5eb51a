import type { OperationMeaning } from "@bedrock-contract/validators";

/** Which operation shows a resource. */
export interface SeenBy {
  readonly operation: string;
}

/** What one view of a new resource is made from. */
export interface ViewRequest {
  readonly creates: NonNullable<OperationMeaning["creates"]>;
  readonly body: unknown;
  readonly arn: string;
  /** The time, as the service writes it. */
  readonly now: string;
  /** The views of other resources: they say which members a view can have. */
  readonly known: readonly unknown[];
}

/** A new resource as an operation shows it: the members that such views have, with the values of the request. */
export function viewOf({ creates, body, arn, now, known }: ViewRequest): unknown {
  const members = [...new Set(known.flatMap((view) => Object.keys(Object(view))))];
  const request = new Map(Object.entries(Object(body)));
  const entries = members.map((member) => {
    const source = creates.members[member] ?? member;
    return [member, member === creates.arn.slice(1) ? arn : valueFrom(source, request, now)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

type Source = NonNullable<OperationMeaning["creates"]>["members"][string];

function valueFrom(source: Source, request: ReadonlyMap<string, unknown>, now: string): unknown {
  if (typeof source === "string") {
    return request.get(source);
  }
  if ("value" in source) {
    return source.value;
  }
  return "model" in source ? modelArn(request.get(source.model)) : now;
}

function modelArn(identifier: unknown): unknown {
  const isId = typeof identifier === "string" && !identifier.startsWith("arn:");
  return isId ? `arn:aws:bedrock:us-east-1::foundation-model/${identifier}` : identifier;
}
