/** Thrown where no region is set. The AWS SDK says only that it is missing. */
export class NoRegionError extends Error {
  override readonly name = "NoRegionError";

  constructor() {
    super(
      "a region is needed: pass the option region, or set AWS_REGION or the region of your AWS profile; or pass an endpoint",
    );
  }
}

/** Whether a call failed because no region is set, also that of a client which the AWS SDK made. */
export function isNoRegion(reason: unknown): boolean {
  return reason instanceof NoRegionError || (reason instanceof Error && reason.message === "Region is missing");
}
