import type { Credentials } from "@bedrock-contract/wire";

/** The credentials of the machine, as the AWS SDK finds them: loaded with the first request that needs them. */
export async function credentialChain(): Promise<() => Promise<Credentials>> {
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  return defaultProvider();
}
