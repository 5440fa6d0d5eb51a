import type { Credentials } from "@bedrock-contract/wire";

/** Browsers and workers have no credentials of a machine. */
export async function credentialChain(): Promise<() => Promise<Credentials>> {
  return () => Promise.reject(new Error("there are no credentials of a machine here"));
}
