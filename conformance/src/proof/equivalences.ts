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
  "text-allowed": { says: "The schema allows strings of another format.", source: SCHEMA },
  "fraction-allowed": { says: "The schema allows fractions.", source: SCHEMA },
  "number-allowed": { says: "The schema sets no minimum, and the number is not a count.", source: SCHEMA },
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
    says: "The case does not say what the message must name, or the other message names it too.",
    source: "the rule that the case cites",
  },
  "order-untold": {
    says: "The chunks have no order or number of their own: they only add to a text.",
    source: `${FORMAT}, stream; ${MODEL}`,
  },
  "block-only-ends": {
    says: "A block without pieces may end without having begun.",
    source: "recorded ConverseStream responses: contentBlockStop of an empty text block",
  },
  "marker-unplaced": {
    says: "No document says whether the metrics come before or after an end marker.",
    source: "the format's OpenAPI document: its streams are not documented",
  },
  "exception-at-any-time": { says: "An exception may come after any chunk.", source: MODEL },
  "role-repeated": { says: "A role may be repeated.", source: OPENAI },
  "made-at-once": {
    says: "A response with few pieces may be sent at once.",
    source: "conformance/README.md, the rule of incremental-delivery",
  },
  "nothing-else-counts": {
    says: "Nothing else in the response counts these tokens.",
    source: `${FORMAT}, response: no total; no header of counts`,
  },
  "resource-in-time": {
    says: "The other response shows the requested resource, as it may be at another time.",
    source:
      "`x-binds` with `how: identity` in the specs of the management API: the members that say which resource it is",
  },
  "ended-by-exception": { says: "An exception ended the stream, so its semantics are not checked.", source: MODEL },
  "stop-at-own-end": {
    says: "Models of the format may write a stop sequence and report their own end.",
    source: `${FORMAT}, response: showsStop`,
  },
  "stop-before-text": {
    says: "A stop sequence of the request may end a text before it begins.",
    source: "a recorded Converse response of Titan Text: five tokens, no text, end_turn",
  },
  "stops-alike": { says: "Both stop reasons mean the same.", source: `${FORMAT}, stopReasons` },
  "stop-by-service": {
    says: "A filter, the service or a full context window may stop any response.",
    source: "Amazon Bedrock API Reference, Converse, stopReason",
  },
  "stop-near-limit": {
    says: "The response has nearly as many tokens as the limit, or nothing counts them.",
    source: OPENAI,
  },
  "stop-at-limit": { says: "A response may end by itself exactly at the limit.", source: OPENAI },
  "stop-of-call": {
    says: "The response calls a tool, or its call may end like any response.",
    source: `${FORMAT}, toolStops`,
  },
  "silent-tokens": {
    says: "The response counts no more tokens than an empty one.",
    source: `${FORMAT}, silentTokens`,
  },
  "error-before-text": { says: "An error may come before the first token.", source: MODEL },
  "text-repeated": { says: "Another chunk repeats the whole text.", source: `${FORMAT}, stream` },
  "text-filtered": { says: "A text that a filter writes or ends may be empty.", source: `${FORMAT}, stopReasons` },
  "text-replaced": {
    says: "A response with a tool call, or something else instead of text, needs no text.",
    source: `${FORMAT}, response`,
  },
  "run-by-provider": { says: "The model's provider runs the call itself.", source: `${FORMAT}, providerCall` },
  "vector-not-normalized": { says: "The request does not ask for length 1.", source: `${FORMAT}, request: normalize` },
  "vectors-may-agree": {
    says: "An input that is not text, or a vector that is packed into bits, may have the vector of another input.",
    source: `${FORMAT}, request: inputs`,
  },
  "bits-may-be-unset": {
    says: "A bit that is not set is a negative number, and all numbers may be negative.",
    source: `${FORMAT}, packedTypes`,
  },
  "image-seed-free": { says: "The request asks for no seed.", source: `${FORMAT}, request` },
  "image-missing-told": { says: "The response says why images are missing.", source: `${FORMAT}, response` },
  "more-images-asked": { says: "The request asks for more images than there are.", source: `${FORMAT}, request` },
  "said-again-later": { says: "A later chunk repeats it, and replaces it.", source: `${FORMAT}, stream` },
  "reasoning-hidden": {
    says: "The token limit can end the reasoning, which need not be shown.",
    source: `${FORMAT}, reasoningPrefix`,
  },
  "reasoning-unasked": {
    says: "The model reasons even if the request does not ask for it.",
    source: `${FORMAT}, request: unaskedReasoning, unaskedReasoningModels`,
  },
  "items-pass": {
    says: "The items of the other response are among those of the right one, or its request has the same filters, except those that no item shows; and the request allows as many items.",
    source: "the query parameters and `identifiers` of the operation in the OpenAPI document",
  },
  "asked-untold": {
    says: "Neither response has a value of the parameters of its request, so nothing shows to which request it belongs.",
    source: "the response schema: it has no member that a parameter names",
  },
  "answer-made-anew": {
    says: "The service decides the value itself: an id, a number, a verdict.",
    source: "the response schema: it has no member of the request",
  },
  "string-free": { says: "The schema allows any string, and no document specifies its content.", source: SCHEMA },
  "text-free": { says: "A model may give the same text for both requests.", source: NEVER_COMPARED },
} as const satisfies Readonly<Record<string, Equivalence>>;

/** The name of a rule. */
export type EquivalenceName = keyof typeof equivalences;
