/** Why a refusal is not sent beside whose valid twin it would count. */
export function twinReason(twin: string, reason: string): string {
  return `its valid twin ${twin} is not sent: ${reason}`;
}

/** What a reason comes down to: that of a twin is the reason of all that would count beside it. */
export function rootReason(reason: string): string {
  return reason.replace(/^(?:its valid twin \S+ is not sent: )+/, "");
}
