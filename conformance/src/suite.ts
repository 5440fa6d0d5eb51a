/** The suite's name and version, as in its package. */
export const SUITE: { readonly name: string; readonly version: string } = {
  name: "@bedrock-contract/conformance",
  version: "0.1.0",
};
