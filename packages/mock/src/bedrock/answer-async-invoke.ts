import type { Invocation } from "../async-invoke/invocation.ts";
import type { StartRequest } from "../async-invoke/invocations.ts";
import { listInvocations } from "../async-invoke/list-invocations.ts";
import type { Engine } from "../examples/prism-engine.ts";
import { examplesOf } from "../examples/read-examples.ts";
import { invalid } from "../http/refusal.ts";
import { refuseUnknownProvider } from "../request/locate-format.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import type { AnswererContext } from "./account.ts";

/** Starts an asynchronous invocation. */
export function startInvocation({ body }: ExampleRequest, { account }: AnswererContext): unknown {
  // The validator of the operation has accepted it.
  const request = body as StartRequest;
  refuseUnknownProvider(request.modelId);
  return { invocationArn: account.invocations.start(request) };
}

/** The invocation that a request names. */
export function getInvocation({ parameters }: ExampleRequest, { account }: AnswererContext): unknown {
  const found = account.invocations.find(String(parameters.invocationArn));
  if (found === undefined) {
    throw invalid("The invocation does not exist.");
  }
  return found;
}

/** A page of what was started; until then, of the invocations that the examples know. */
export async function listAllInvocations(
  { parameters }: ExampleRequest,
  { account, engine }: AnswererContext,
): Promise<unknown> {
  const started = account.invocations.list();
  return listInvocations(started.length > 0 ? started : await knownInvocations(engine), parameters);
}

async function knownInvocations(engine: Engine): Promise<readonly Invocation[]> {
  const known = examplesOf("runtime", "GetAsyncInvoke").filter(({ status }) => status < 400);
  const bodies = await Promise.all(known.map((example) => engine.body(example)));
  // Examples are valid responses: codegen checks them.
  const invocations = bodies as readonly Invocation[];
  return invocations.toSorted((one, other) => Date.parse(one.submitTime) - Date.parse(other.submitTime));
}
