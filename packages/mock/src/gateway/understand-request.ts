import { describeBrokenRule, type Issue, loadOperation, loadRules, readPointer } from "@bedrock-contract/validators";
import { type ApiName, apis, type KnownOperation, type OperationMatch } from "@bedrock-contract/wire";
import { faultOfModel, isReadByModel } from "../request/fault-of-model.ts";
import { locateOperation } from "../request/locate-operation.ts";
import { readJson } from "../request/read-json.ts";
import { readParameters } from "../request/read-parameters.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import { listed } from "../request/validate-request.ts";
import { sseFormatOf, sseStreamOf, wantsStream } from "../respond/response-kind.ts";
import type { GatewayRequest } from "./gateway-path.ts";
import { invalidRequest, refusalLike } from "./gateway-refusal.ts";

/** Reads and validates a request. */
export async function understandRequest({
  request,
  api,
  basePath,
  isBedrock,
}: GatewayRequest): Promise<ExampleRequest> {
  const match = locateOperation(request, [api]);
  const { operation } = match;
  const body = readJson(operation, request);
  const parameters = readParameters(match, request);
  if (isBedrock) {
    refuseRoute(api, basePath, readPointer(body, "/model"));
  }
  await validate({ match, parameters, body, contentType: request.headers["content-type"] ?? "" });
  const format = await sseFormatOf(operation);
  const mediaType = wantsStream(operation, body) ? operation.streamMediaType : undefined;
  return { operation, api: operation.api, format, mediaType, parameters, body };
}

/** Some models answer below one base path only, which the specs know. */
function refuseRoute(api: ApiName, basePath: string, model: unknown): void {
  const known = apis[api].servers.filter(({ models }) => models !== undefined);
  const routes = known.filter(({ models = "" }) => new RegExp(models).test(String(model)));
  if (routes.length > 0 && !routes.some((route) => route.basePath === basePath)) {
    throw refusalLike(api, "wrong-route", `model \`${String(model)}\` isn't supported on this route`);
  }
}

interface ReadRequest {
  readonly match: OperationMatch;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly contentType: string;
}

async function validate({ match, parameters, body, contentType }: ReadRequest): Promise<void> {
  const { api } = match.operation;
  const validators = await loadOperation(match.operation.name);
  const issues = [...validators.parameters.issues(parameters), ...(validators.request?.issues(body) ?? [])];
  const [first] = issues;
  if (first !== undefined) {
    const told = await toldByModel(match.operation, issues, body);
    throw told === undefined ? invalidRequest(api, listed(issues), first.pointer) : invalidRequest(api, told, null);
  }
  const broken = (await loadRules(match.operation.name)).find(
    ({ validator }) => !validator.is({ parameters, contentType, body }),
  );
  if (broken !== undefined) {
    const { message, pointer } = describeBrokenRule(broken, { parameters, contentType, body });
    throw invalidRequest(api, message, pointer === "" ? `/${broken.names}` : pointer);
  }
}

/** The first fault in the words of the model's own server, where it looks at the bodies of the operation. */
async function toldByModel(
  operation: KnownOperation,
  issues: readonly Issue[],
  body: unknown,
): Promise<string | undefined> {
  const format = await sseFormatOf(operation);
  const refusals = format?.kind === "text" ? format.refusals : undefined;
  return refusals !== undefined && isReadByModel(refusals, readPointer(body, sseStreamOf(operation)?.asFormat?.model))
    ? faultOfModel(issues, { body, refusals })
    : undefined;
}
