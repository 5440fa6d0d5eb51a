import { examplesOf } from "../examples/read-examples.ts";
import { invalid } from "../http/refusal.ts";
import { refuseUnknownProvider } from "../request/locate-format.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import { listPage } from "../resources/list-page.ts";
import type { Account } from "./account.ts";
import type { Invocation } from "./invocation.ts";
import type { StartRequest } from "./invocations.ts";

/** Starts an asynchronous invocation. */
export function startInvocation({ body }: ExampleRequest, account: Account): unknown {
  // The validator of the operation has accepted it.
  const request = body as StartRequest;
  refuseUnknownProvider(request.modelId);
  return { invocationArn: account.invocations.start(request) };
}

/** Keeps an invocation by the ARN that an example answers with. */
export function keepInvocation({ body }: ExampleRequest, account: Account, response: unknown): void {
  // The validator of the operation has accepted the request, and codegen the response.
  account.invocations.start(body as StartRequest, (response as Invocation).invocationArn);
}

/** The invocation that a request names. */
export function getInvocation({ parameters }: ExampleRequest, account: Account): unknown {
  const found = account.invocations.find(String(parameters.invocationArn));
  if (found === undefined) {
    throw invalid("The invocation does not exist.");
  }
  return found;
}

/** A page of what was started; until then, of the invocations that the examples know. */
export function listAllInvocations({ operation, parameters }: ExampleRequest, account: Account): unknown {
  const started = account.invocations.list();
  const items = (started.length > 0 ? started : knownInvocations()).toReversed();
  return listPage(operation, { items, isGrowing: started.length > 0 }, parameters);
}

function knownInvocations(): readonly Invocation[] {
  const known = examplesOf("runtime", "GetAsyncInvoke").filter(({ status }) => status < 400);
  const bodies = known.map(({ response }) => response);
  // Examples are valid responses: codegen checks them.
  const invocations = bodies as readonly Invocation[];
  return invocations.toSorted((one, other) => Date.parse(one.submitTime) - Date.parse(other.submitTime));
}
