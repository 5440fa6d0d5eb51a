/** A body of the format, as JSON.parse gives it. */
export type Body = Record<string, unknown>;

const image = (size: number) => ({
  type: "image_url",
  image_url: { url: `data:image/jpeg;base64,${"A".repeat(size)}` },
});

/** A chat request with five messages, two tools and images of a given size. */
export function request(images: number, size: number): Body {
  const parts = [{ type: "text", text: "Spot the difference." }, ...Array.from({ length: images }, () => image(size))];
  const call = { id: "call_1", type: "function", function: { name: "lookup", arguments: '{"query":1}' } };
  const parameters = { type: "object", properties: { query: { type: "integer" } }, required: ["query"] };
  return asParsed({
    messages: [
      { role: "system", content: "You describe images." },
      { role: "user", content: parts },
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "tool", tool_call_id: "call_1", content: '{"answer":42}' },
      { role: "user", content: "And now?" },
    ],
    tools: [
      { type: "function", function: { name: "lookup", description: "Looks something up", parameters } },
      { type: "function", function: { name: "list", parameters: {} } },
    ],
    tool_choice: "auto",
    max_tokens: 300,
    temperature: 0.5,
    top_p: 0.9,
    stop: ["\n"],
    logprobs: true,
    top_logprobs: 2,
  });
}

/** A chat response with the log-probabilities of forty tokens. */
export function response(): Body {
  const token = (index: number) => ({ token: ` t${index}`, logprob: -index / 10 - 0.01, bytes: [32, 116, 48] });
  const content = Array.from({ length: 40 }, (_, index) => ({
    ...token(index),
    top_logprobs: [token(index), token(99)],
  }));
  const message = {
    role: "assistant",
    content: "None.",
    refusal: null,
    annotations: null,
    audio: null,
    function_call: null,
    tool_calls: [],
  };
  return asParsed({
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1763167018,
    model: "imported",
    choices: [{ index: 0, message, logprobs: { content }, finish_reason: "stop", stop_reason: null, token_ids: null }],
    service_tier: null,
    system_fingerprint: null,
    usage: { prompt_tokens: 2795, total_tokens: 2812, completion_tokens: 17, prompt_tokens_details: null },
    prompt_logprobs: null,
    prompt_token_ids: null,
    kv_transfer_params: null,
  });
}

/** The request with three nested faults. */
export function wrongRequest(images: number, size: number): Body {
  const text = JSON.stringify(request(images, size));
  return JSON.parse(
    text
      .replace('"Spot the difference."', "5")
      .replace('"name":"lookup","arguments"', '"name":7,"arguments"')
      .replace('"description":"Looks something up"', '"description":[]'),
  );
}

/** The response with three nested faults. */
export function wrongResponse(): Body {
  const text = JSON.stringify(response());
  return JSON.parse(
    text
      .replace('" t20"', "20")
      .replace('"finish_reason":"stop"', '"finish_reason":5')
      .replace('"prompt_tokens":2795', '"prompt_tokens":"2795"'),
  );
}

function asParsed(value: Body): Body {
  return JSON.parse(JSON.stringify(value));
}
