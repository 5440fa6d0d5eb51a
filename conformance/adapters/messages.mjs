// How an application reads Anthropic Messages that it got from InvokeModel.

/** The text of a response's content. */
export function textOfBlocks(content) {
  if (!Array.isArray(content)) throw new Error(`the response has no content: ${JSON.stringify(content)}`);
  return content.map(({ text = "" }) => text).join("");
}

/** The calls in a response's content. */
export function toolCallsOfBlocks(content) {
  return content.filter(({ type }) => type === "tool_use").map(({ name, input }) => ({ name, input }));
}

/** The text and the calls of a stream's chunks. */
export function textOfChunks(chunks) {
  const text = chunks.map(({ delta }) => delta?.text ?? "").join("");
  const starts = chunks.filter(({ content_block: block }) => block?.type === "tool_use");
  const input = chunks.map(({ delta }) => delta?.partial_json ?? "").join("");
  return { text, toolCalls: starts.map((start) => ({ name: start.content_block.name, input: JSON.parse(input) })) };
}
