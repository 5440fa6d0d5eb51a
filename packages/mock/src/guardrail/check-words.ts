/** What tells each kind of harm, for tests that need a text that is found: no judge of real texts. */
export const HARM_WORDS: Readonly<Record<string, RegExp>> = {
  HATE: /\b(?:hate|despise)\b/iu,
  INSULTS: /\b(?:idiot|stupid|useless)\b/iu,
  MISCONDUCT: /\b(?:forge|launder|steal)\b/iu,
  SEXUAL: /\b(?:nude|porn)\b/iu,
  VIOLENCE: /\b(?:kill|murder|stab)\b/iu,
};

/** The words of each list that Bedrock keeps, as far as the mock knows them. */
export const LISTED_WORDS: Readonly<Record<string, RegExp>> = {
  PROFANITY: /\b(?:bastard|crap|damn)\b/iu,
};

/** What tells each kind of attack on a prompt. */
export const ATTACK_WORDS: Readonly<Record<string, RegExp>> = {
  JAILBREAK: /\b(?:without (?:any )?(?:rules|limits)|do anything now)\b/iu,
  PROMPT_INJECTION: /\b(?:ignore|disregard|forget) (?:all |the |your )?(?:previous )?instructions\b/iu,
  PROMPT_LEAKAGE: /\b(?:print|show|repeat|reveal) (?:me )?(?:the|your) (?:system )?prompt\b/iu,
};
