/** A rule by which a change of a right answer violates nothing, and what says so. */
export interface Equivalence {
  readonly says: string;
  readonly source: string;
}

const SCHEMA = "the response schema of the OpenAPI document, as Ajv reads it";
const MODEL = "AWS API model bedrock-runtime, ResponseStream";
const OPENAI = "OpenAI API Reference, The chat completion object and chunk object";
const FORMAT = "the x-bedrock-format of the format";
const NEVER_COMPARED = "conformance/README.md: model text is never compared";

/** The rules by which a mutant that no check objects to is equivalent. */
export const equivalences = {
  "type-allowed": {
    says: "The schema allows another type at this place, or does not describe the place.",
    source: SCHEMA,
  },
  "null-allowed": { says: "The schema allows null.", source: SCHEMA },
  "value-allowed": { says: "The schema allows another value: the constant is one of several.", source: SCHEMA },
  "text-allowed": { says: "The schema allows strings of another form.", source: SCHEMA },
  "fraction-allowed": { says: "The schema allows fractions.", source: SCHEMA },
  "number-allowed": { says: "The schema sets no minimum, and the number counts nothing.", source: SCHEMA },
  "list-free": {
    says: "The schema allows a list of any length, and nothing else says how long it is.",
    source: SCHEMA,
  },
  "enum-known": {
    says: "The enumeration is open in responses, and documents know the value elsewhere.",
    source: `${SCHEMA}; .github/ARCHITECTURE.md, Constraints`,
  },
  "member-optional": {
    says: "The schema does not require the member, and it is not one that every real response was seen to have.",
    source: `${SCHEMA}; the \`expected\` members of the specs, which came in each of ten or more recorded responses of two or more projects`,
  },
  "member-undescribed": { says: "The schema does not describe the member.", source: SCHEMA },
  "header-optional": { says: "The header is not required.", source: "the response headers of the OpenAPI document" },
  "status-allowed": { says: "The case allows this status, too.", source: "the rule that the case cites" },
  "exception-allowed": {
    says: "The case allows this exception, too.",
    source: "the rule that the case cites; AWS API model, errors of the operation",
  },
  "reason-unbound": {
    says: "The case does not bind what the message names, or the other message names it, too.",
    source: "the rule that the case cites",
  },
  "order-untold": {
    says: "Nothing in the chunks says their order or their number: they only add to a text.",
    source: `${FORMAT}, stream; ${MODEL}`,
  },
  "block-only-ends": {
    says: "A block without a piece may end without having begun.",
    source: "recorded ConverseStream responses: contentBlockStop of an empty text block",
  },
  "marker-unplaced": {
    says: "No document says whether the metrics stand before or after a marker of the end.",
    source: "the format's OpenAPI document: its streams are not documented",
  },
  "exception-at-any-time": { says: "An exception may come after any chunk.", source: MODEL },
  "role-repeated": { says: "A role may be said more than once.", source: OPENAI },
  "made-at-once": {
    says: "An answer of so few pieces may be made in one go.",
    source: "conformance/README.md, the rule of incremental-delivery",
  },
  "nothing-else-counts": {
    says: "Nothing else in the answer counts these tokens.",
    source: `${FORMAT}, response: no total; no header of counts`,
  },
  "resource-in-time": {
    says: "The other response shows the resource that was asked for, as it may be at another time.",
    source:
      "`x-binds` with `how: identity` in the specs of the management API: the members that say which resource it is",
  },
  "ended-by-exception": { says: "An exception ended the stream: nobody judges what it means.", source: MODEL },
  "stop-at-own-end": {
    says: "Models of the format write a stop sequence where they say that they came to their own end.",
    source: `${FORMAT}, response: showsStop`,
  },
  "stop-before-text": {
    says: "A stop sequence of the request may end a text before it begins.",
    source: "a recorded Converse response of Titan Text: five tokens, no text, end_turn",
  },
  "stops-alike": { says: "Both stop reasons mean the same.", source: `${FORMAT}, stopReasons` },
  "stop-by-service": {
    says: "A filter, the service or a full context window may stop any answer.",
    source: "Amazon Bedrock API Reference, Converse, stopReason",
  },
  "stop-near-limit": {
    says: "Nobody can tell how far the limit was: the answer has nearly as many tokens, or nothing counts them.",
    source: OPENAI,
  },
  "stop-at-limit": { says: "An answer may come to its own end just where the limit is.", source: OPENAI },
  "stop-of-call": {
    says: "The answer calls a tool, or its call may end as any answer does.",
    source: `${FORMAT}, toolStops`,
  },
  "silent-tokens": {
    says: "No more tokens are counted than where a model says nothing.",
    source: `${FORMAT}, silentTokens`,
  },
  "error-before-text": { says: "An error may come before the first token.", source: MODEL },
  "text-repeated": { says: "Another chunk repeats the whole text.", source: `${FORMAT}, stream` },
  "text-filtered": { says: "What a filter writes, or ends, may be nothing.", source: `${FORMAT}, stopReasons` },
  "text-replaced": {
    says: "A tool call, or what else stands instead of text, needs none.",
    source: `${FORMAT}, response`,
  },
  "run-by-provider": { says: "The model's provider runs the call itself.", source: `${FORMAT}, providerCall` },
  "vector-not-normalized": { says: "The request does not ask for length 1.", source: `${FORMAT}, request: normalize` },
  "vectors-may-agree": {
    says: "What is no text, or is packed into bits, may have the vector of another input.",
    source: `${FORMAT}, request: inputs`,
  },
  "bits-may-be-unset": {
    says: "A bit that is not set is a negative number, and all may be.",
    source: `${FORMAT}, packedTypes`,
  },
  "image-seed-free": { says: "The request asks for no seed.", source: `${FORMAT}, request` },
  "image-missing-told": { says: "The response says why images are missing.", source: `${FORMAT}, response` },
  "more-images-asked": { says: "The request asks for more images than there are.", source: `${FORMAT}, request` },
  "said-again-later": { says: "A later chunk says it again, and is the one that counts.", source: `${FORMAT}, stream` },
  "reasoning-hidden": {
    says: "A limit can end the reasoning, which need not be shown.",
    source: `${FORMAT}, reasoningPrefix`,
  },
  "reasoning-unasked": {
    says: "The model reasons where nothing asks for it.",
    source: `${FORMAT}, request: unaskedReasoning, unaskedReasoningModels`,
  },
  "items-pass": {
    says: "The items of the other response are among those of the right one, or its request has the same filters but for what no item says; and the request asks for no fewer.",
    source: "the query parameters and `identifiers` of the operation in the OpenAPI document",
  },
  "asked-untold": {
    says: "Neither response holds a value of the parameters of its request, so that nothing tells which of them it is for.",
    source: "the response schema: it has no member that a parameter names",
  },
  "answer-made-anew": {
    says: "What the service makes or counts for a request with a body is its own: an id, a number, a verdict.",
    source: "the response schema: it has no member of the request",
  },
  "string-free": { says: "The schema allows any string, and no document says what stands there.", source: SCHEMA },
  "text-free": { says: "A model may answer this request as it answered the other.", source: NEVER_COMPARED },
} as const satisfies Readonly<Record<string, Equivalence>>;

/** The name of a rule. */
export type EquivalenceName = keyof typeof equivalences;
