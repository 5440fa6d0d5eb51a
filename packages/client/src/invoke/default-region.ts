import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } from "@smithy/core/config";
import { NoRegionError } from "./no-region.ts";

/** Where a region is looked for. */
export interface DefaultRegionOptions {
  /** The profile of the AWS configuration. Default: `AWS_PROFILE`, else `default`. */
  readonly profile: string | undefined;
  /**
   * Whether the endpoint is given by its URL: the region then only serves the signature, and is `us-east-1` where none
   * is set.
   */
  readonly hasEndpoint: boolean;
}

/**
 * A provider of the region that the AWS SDK finds: in `AWS_REGION`, else in the profile. It rejects with a
 * `NoRegionError` where there is none.
 */
export function defaultRegion({ profile, hasEndpoint }: DefaultRegionOptions): () => Promise<string> {
  const fileOptions = { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...(profile === undefined ? {} : { profile }) };
  const load = loadConfig(NODE_REGION_CONFIG_OPTIONS, fileOptions);
  return async () => {
    // The loader throws where it finds nothing.
    const found = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || (await load().catch(() => ""));
    if (found === "" && !hasEndpoint) {
      throw new NoRegionError();
    }
    return found || "us-east-1";
  };
}
