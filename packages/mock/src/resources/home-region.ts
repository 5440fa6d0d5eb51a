/** The Region in which the examples of the specs are. */
const HOME = "us-east-1";

/**
 * A value of a request to a mock in some Region, as if it were sent to that of the examples. Their own Region is
 * another one there.
 */
export function fromRegion<Value>(region: string, value: Value): Value {
  return region === HOME ? value : moved(moved(value, HOME, `not-${HOME}`), region, HOME);
}

/** A value of a response from the examples' Region, as if it came from another one. */
export function toRegion<Value>(region: string, value: Value): Value {
  return region === HOME ? value : moved(moved(value, HOME, region), `not-${HOME}`, HOME);
}

/** A copy whose ARNs of Bedrock name another Region. */
function moved<Value>(value: Value, from: string, to: string): Value {
  const text = JSON.stringify(value);
  // Only texts inside of it change.
  return text === undefined ? value : (JSON.parse(text.replaceAll(`:bedrock:${from}:`, `:bedrock:${to}:`)) as Value);
}
