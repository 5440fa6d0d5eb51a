import { apis } from "@bedrock-contract/wire";

/** One server as the endpoint of every api. */
export function everyEndpoint(url: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(apis).map((api) => [api, url]));
}
