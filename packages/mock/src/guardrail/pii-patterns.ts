/**
 * How personal data of a kind looks, as far as that can be told without context. Every repetition is bounded, so that a
 * long text takes time in proportion to its length.
 */
export const PII_PATTERNS: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY: "\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b",
  CREDIT_DEBIT_CARD_NUMBER: "\\b(?:\\d[ -]?){12,18}\\d\\b",
  EMAIL: "[\\w.+-]{1,64}@[\\w-]{1,63}(?:\\.[\\w-]{1,63})+",
  INTERNATIONAL_BANK_ACCOUNT_NUMBER: "\\b[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\\b",
  IP_ADDRESS: "\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b",
  MAC_ADDRESS: "\\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\\b",
  PHONE: "(?<![\\w-])(?:\\+?\\d{1,3}[ .-]?)?(?:\\(\\d{3}\\)[ ]?|\\d{3}[ .-])(?:\\d{3}[ .-])?\\d{4}(?![\\w-])",
  URL: "\\bhttps?://[^\\s<>\"']+",
  US_SOCIAL_SECURITY_NUMBER: "\\b\\d{3}-\\d{2}-\\d{4}\\b",
};
