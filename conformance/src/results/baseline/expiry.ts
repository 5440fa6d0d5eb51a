const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Whether the last day of an entry is over, everywhere in the world that counts in UTC. */
export function isExpired({ expires }: { readonly expires?: string }, now: Date): boolean {
  return expires !== undefined && now.toISOString().slice(0, 10) > expires;
}

/** Whether a text is a day that exists, as `2026-12-31`. */
export function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return DAY.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
