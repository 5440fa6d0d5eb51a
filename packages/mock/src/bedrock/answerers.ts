import { conversations, readPointer } from "@bedrock-contract/validators";
import { EVENT_STREAM_MEDIA_TYPE, type KnownOperation, type OperationName } from "@bedrock-contract/wire";
import { answerConversation } from "../conversation/answer-conversation.ts";
import { applyGuardrail } from "../guardrail/apply-guardrail.ts";
import { invokeChecks } from "../guardrail/invoke-checks.ts";
import { getInvocation, keepInvocation, listAllInvocations, startInvocation } from "./answer-async-invoke.ts";
import { managementAnswerer } from "./answer-management.ts";
import type { Answerer } from "./answerer.ts";
import { countTokens } from "./count-tokens.ts";

/** Who answers an operation where no example is meant; undefined where only its examples answer. */
export function answererOf(operation: KnownOperation): Answerer | undefined {
  return ANSWERERS[operation.name] ?? managementAnswerer(operation);
}

const CONVERSE: Answerer = {
  answer: ({ operation, parameters, body }, account, { turns, said }) =>
    answerConversation({
      said,
      description: conversations.Converse,
      modelId: String(parameters.modelId),
      body,
      isStreamed: operation.responseMediaType === EVENT_STREAM_MEDIA_TYPE,
      guardrails: account.guardrails,
      cache: account.cache,
      turns,
    }),
  knowsMore: ({ body }, { guardrails }) => {
    const { guardrail, guardrailVersion } = conversations.Converse.request;
    const named = [readPointer(body, guardrail), readPointer(body, guardrailVersion)];
    return guardrails.find(String(named[0]), String(named[1])) !== undefined;
  },
};

const ANSWERERS: Partial<Record<OperationName, Answerer>> = {
  Converse: CONVERSE,
  ConverseStream: CONVERSE,
  CountTokens: {
    answer: ({ parameters, body }, _account, { turns }) => countTokens(String(parameters.modelId), body, turns),
  },
  ApplyGuardrail: {
    answer: (request, account) => applyGuardrail(request, account.guardrails),
    knowsMore: ({ parameters }, { guardrails }) =>
      guardrails.find(String(parameters.guardrailIdentifier), String(parameters.guardrailVersion)) !== undefined,
  },
  InvokeGuardrailChecks: { answer: ({ body }) => invokeChecks(body) },
  StartAsyncInvoke: { answer: startInvocation, remember: keepInvocation },
  GetAsyncInvoke: {
    answer: getInvocation,
    knowsMore: ({ parameters }, { invocations }) => invocations.find(String(parameters.invocationArn)) !== undefined,
  },
  ListAsyncInvokes: {
    answer: listAllInvocations,
    knowsMore: (_request, { invocations }) => invocations.list().length > 0,
  },
};
