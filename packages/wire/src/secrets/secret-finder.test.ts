import { describe, expect, test } from "vitest";
import { replaceSpans } from "./replace-spans.ts";
import { createSecretFinder } from "./secret-finder.ts";

const TOKEN = "IQoJb3JpZ2/Zq7canary+x9/Vb2kW8m/Pt3Rf5Lh==";
const KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCY";
const find = createSecretFinder([TOKEN, KEY]);
const redact = (text: string): string => replaceSpans(text, find(text), "REDACTED");

const everyCharacter = (text: string, write: (code: string) => string, radix = 16): string =>
  [...text].map((each) => write(each.charCodeAt(0).toString(radix))).join("");
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const base32 = (text: string): string => {
  const bits = Array.from(Buffer.from(text), (byte) => byte.toString(2).padStart(8, "0")).join("");
  const characters = bits.replaceAll(/.{1,5}/g, (five) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(Number.parseInt(five.padEnd(5, "0"), 2)),
  );
  return characters.padEnd(Math.ceil(characters.length / 8) * 8, "=");
};
const hex = (text: string): string => Buffer.from(text).toString("hex");

/** The ways in which servers write what they were sent. */
const WAYS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  PHP: (secret) => JSON.stringify(secret).replaceAll("/", "\\/"),
  Gson: (secret) => secret.replaceAll("=", "\\u003d").replaceAll("+", "\\u002B"),
  "JSON escapes of every character": (secret) => everyCharacter(secret, (code) => `\\u${code.padStart(4, "0")}`),
  "JSON escapes in capitals": (secret) => everyCharacter(secret, (code) => `\\u${code.padStart(4, "0").toUpperCase()}`),
  "JSON within JSON": (secret) => JSON.stringify(JSON.stringify({ a: `${secret}"` }).replaceAll("/", "\\/")),
  "JavaScript escapes": (secret) => everyCharacter(secret, (code) => `\\x${code}`),
  "braced escapes": (secret) => everyCharacter(secret, (code) => `\\u{${code}}`),
  "percent-encoding": encodeURIComponent,
  "percent-encoding in small letters": (secret) => encodeURIComponent(secret).toLowerCase(),
  "percent-encoding of every byte": (secret) => everyCharacter(secret, (code) => `%${code}`),
  "percent-encoding twice": (secret) => encodeURIComponent(encodeURIComponent(secret)),
  "percent-encoding of every byte, three times": (secret) =>
    encodeURIComponent(encodeURIComponent(everyCharacter(secret, (code) => `%${code}`))),
  "percent-encoding within JSON": (secret) => JSON.stringify(encodeURIComponent(secret)).replaceAll("%", "\\u0025"),
  "a form that was decoded": (secret) => secret.replaceAll("+", " "),
  "HTML entities": (secret) => everyCharacter(secret, (code) => `&#x${code};`),
  "decimal HTML entities": (secret) => everyCharacter(secret, (code) => `&#${code};`, 10),
  "named HTML entities": (secret) =>
    secret.replaceAll("+", "&plus;").replaceAll("/", "&sol;").replaceAll("=", "&equals;"),
  capitals: (secret) => secret.toUpperCase(),
  "small letters": (secret) => secret.toLowerCase(),
  base64,
  "base64 in lines": (secret) => base64(`Bearer ${secret} ${secret}`).replaceAll(/.{20}/g, "$&\r\n"),
  "base64 in escaped lines": (secret) => JSON.stringify(base64(secret).replaceAll(/.{20}/g, "$&\n")),
  "base64 for URLs": (secret) => Buffer.from(`x${secret}`).toString("base64url"),
  "base64 of something around": (secret) => base64(`{"token":"${secret}","a":1}`),
  "base64 within JSON": (secret) => base64(secret).replaceAll("/", "\\/"),
  hexadecimal: hex,
  "hexadecimal in capitals": (secret) => hex(secret).toUpperCase(),
  "hexadecimal with spaces": (secret) => hex(secret).replaceAll(/../g, "$& "),
  "hexadecimal with colons": (secret) => hex(secret).replaceAll(/../g, "$&:"),
  base32,
  "base32 in small letters": (secret) => base32(secret).toLowerCase(),
  "base32 of something around": (secret) => base32(`Bearer ${secret}, "a"`),
  "half of it in base32": (secret) => base32(secret.slice(0, secret.length / 2)),
  "decimal bytes": (secret) => Buffer.from(secret).join(),
  "a list of decimal bytes": (secret) => JSON.stringify([...Buffer.from(secret)], null, 1),
  "half of it in decimal bytes": (secret) => Buffer.from(secret.slice(0, secret.length / 2)).join(", "),
  "hexadecimal bytes": (secret) => Array.from(Buffer.from(secret), (byte) => `0x${byte.toString(16)}`).join(", "),
  "an object of bytes": (secret) => JSON.stringify({ ...Buffer.from(secret) }),
  "an object of bytes, in lines": (secret) => JSON.stringify({ ...Buffer.from(secret) }, null, 2),
  "an object of bytes within JSON": (secret) => JSON.stringify(JSON.stringify({ ...Buffer.from(secret) })),
  "a map of bytes": (secret) => Array.from(Buffer.from(secret), (byte, at) => `${at + 7} => ${byte}`).join(", "),
  "half of it in an object of bytes": (secret) =>
    JSON.stringify({ ...Buffer.from(`Bearer ${secret.slice(secret.length / 2 - 2)}`) }),
  "octal escapes": (secret) => everyCharacter(secret, (code) => `\\${code.padStart(3, "0")}`, 8),
  "zero-width spaces between": (secret) => [...secret].join("\u200b"),
  "the bytes of zero-width spaces between": (secret) => Buffer.from([...secret].join("\u200b")).toString("latin1"),
  "escaped zero-width joiners between": (secret) => [...secret].join("\\u200d"),
  "combining marks": (secret) => [...secret].join("\u0332"),
  "the first half": (secret) => secret.slice(0, secret.length / 2 + 2),
  "the second half": (secret) => secret.slice(secret.length / 2 - 2),
  "half of it in hexadecimal": (secret) => hex(secret.slice(0, secret.length / 2)),
  "half of it in base64": (secret) => base64(secret.slice(0, secret.length / 2)),
  "with hyphens": (secret) => [...secret].join("-"),
  "with spaces": (secret) => [...secret].join(" "),
  "as a list": (secret) => JSON.stringify([...secret]),
  "in lines": (secret) => secret.replaceAll(/.{8}/g, "$&\n    "),
};

describe.each([TOKEN, KEY])("%s", (secret) => {
  test.each(Object.entries(WAYS))("is found: %s", (_, write) => {
    for (const [before, after] of [
      ["unknown token ", " (403)"],
      ['{"message":"unknown token ', '","code":403}'],
      ["x=", "&y=1"],
    ]) {
      const redacted = redact(`${before}${write(secret)}${after}`);
      expect(redacted.startsWith(before ?? "")).toBe(true);
      expect(redacted.endsWith(after ?? "")).toBe(true);
      // What is left stood around the secret within base64, or is neither letter nor digit.
      expect(
        lettersOf(redacted.replaceAll("REDACTED", "")).length - lettersOf(`${before}${after}`).length,
      ).toBeLessThan(30);
      expect(givesAway(redacted, secret)).toEqual([]);
    }
  });
});

test.each([
  "the session token is unknown",
  "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456",
  "49516f4a a62d4f9e 5f7c 111122223333",
  JSON.stringify({ ...Buffer.from("a common text that nobody hides") }),
  JSON.stringify({ usage: { prompt_tokens: 3 }, id: "chatcmpl-7c2e4a6081b34d5f9e1a3c5b7d9f0e10" }),
  JSON.stringify({ embedding: [73, 81, 111, 74, 98, 51, 7, 74], prompt_token_ids: [...Buffer.from("a common text")] }),
  "JBSWY3DPEBLW64TMMQQHG2DBNRWCAYTF the base32 of others, \u200bна́й, 日本語",
  "",
])("leaves %s alone", (text) => {
  expect(redact(text)).toBe(text);
});

test("keeps JSON JSON", () => {
  const text = JSON.stringify({ message: `unknown "${TOKEN}"`, list: [TOKEN], [KEY]: 1 });
  expect(JSON.parse(redact(text.replaceAll("/", "\\/")))).toEqual({
    message: expect.stringMatching(/^unknown "REDACTED=*"$/),
    list: [expect.stringMatching(/^REDACTED=*$/)],
    REDACTED: 1,
  });
});

test.each([
  { is: [...Buffer.from(TOKEN)], want: ["REDACTED"] },
  { is: [7, 200, ...Buffer.from(`${KEY}`), 3], want: [7, 200, "REDACTED", 3] },
  { is: { ...Buffer.from(KEY) }, want: { 0: "REDACTED" } },
  { is: { a: 1, ...[...Buffer.from(KEY), 3, 4] }, want: { 0: "REDACTED", 30: 3, 31: 4, a: 1 } },
  {
    is: { secret: [...Buffer.from(KEY)], 'a"': "b\\", c: 'd"[1,' },
    want: { secret: ["REDACTED"], 'a"': "b\\", c: 'd"[1,' },
  },
  { is: Array.from(Buffer.from(TOKEN), (byte) => [byte]), want: [["REDACTED"]] },
  { is: { n: `got [${[...Buffer.from(KEY)]}]` }, want: { n: "got [REDACTED]" } },
])("keeps JSON JSON where bytes are numbers: $want", ({ is, want }) => {
  expect(JSON.parse(redact(JSON.stringify(is)))).toEqual(want);
  expect(JSON.parse(redact(JSON.stringify({ is }, null, 2)))).toEqual({ is: want });
  const lines = `data: ${JSON.stringify(is)}\n\ndata: ${JSON.stringify({ is })}\n\n`;
  expect(redact(lines)).toBe(`data: ${redact(JSON.stringify(is))}\n\ndata: ${redact(JSON.stringify({ is }))}\n\n`);
});

test("finds bytes whose numbers are sorted as words", () => {
  const bytes = Object.entries({ ...Buffer.from(KEY) }).toSorted();
  const text = `{${bytes.map(([at, byte]) => `"${at}":${byte}`)}}`;
  const redacted = Object.values(JSON.parse(redact(text)));
  expect(new Set(redacted)).toEqual(new Set(["REDACTED"]));
});

test("keeps JSON JSON where a secret is a number", () => {
  const finder = createSecretFinder(["123456789"]);
  const of = (text: string): string => replaceSpans(text, finder(text), "REDACTED");
  expect(of('{"a":123456789,"b":"123456789","c":-123456789.5}')).toBe('{"a":"REDACTED","b":"REDACTED","c":"REDACTED"}');
  expect(of("a: 123456789, b")).toBe('a: "REDACTED", b');
  expect(of("it is 123456789.")).toBe("it is REDACTED.");
});

test.each([encodeURIComponent, JSON.stringify, (text: string) => JSON.stringify(text).replaceAll("/", "\\/")])(
  "finds what is left of a secret, wherever a text was cut: %s",
  (write) => {
    const text = `the key ${write(KEY)} is unknown`;
    const pieces = Array.from({ length: KEY.length - 3 }, (_, at) => KEY.slice(at, at + 4));
    for (let end = "the key ".length; end < text.length; end += 1) {
      for (const cut of [`${text.slice(0, end)}…`, JSON.stringify(`${text.slice(0, end)}…`), `…${text.slice(end)}`]) {
        expect(pieces.filter((piece) => redact(cut).replaceAll("\\", "").includes(piece))).toEqual([]);
      }
    }
  },
);

test.each(Array.from({ length: 6 }, (_, index) => KEY.slice(0, 20 + index)))(
  "leaves nothing of base64, wherever the secret stands in it: %s",
  (secret) => {
    const finder = createSecretFinder([secret]);
    for (const before of ["", "a", "ab", "key "]) {
      for (const after of ["", "!", "!?"]) {
        const text = base64(`${before}${secret}${after}`);
        const redacted = replaceSpans(`(${text})`, finder(`(${text})`), "REDACTED");
        // What follows from the text before alone stays as it is.
        const kept = base64(before).slice(0, Math.floor((before.length * 8) / 6));
        expect(redacted.slice(0, kept.length + 5)).toBe(`(${kept}REDA`);
        expect(redacted.split("REDACTED")[1]?.length).toBeLessThan(7);
        if (after === "") expect(redacted.endsWith("REDACTED)")).toBe(true);
      }
    }
  },
);

test("finds short secrets as a whole only, and words as a whole only", () => {
  const short = createSecretFinder(["hunter2", "my-company-gateway-key"]);
  const shortly = (text: string): string => replaceSpans(text, short(text), "REDACTED");
  expect(shortly("it is hunter2, or %68unter2, or aHVudGVyMg==")).toBe("it is REDACTED, or REDACTED, or REDACTED");
  expect(shortly("Hunter, hunter and huntertwo")).toBe("Hunter, hunter and huntertwo");
  expect(shortly("the my company gateway key is my-company-gateway-key.")).toBe("the REDACTED is REDACTED.");
  expect(shortly("the company gateway")).toBe("the company gateway");
});

test("knows that what all keys begin with is not a secret", () => {
  const keys = createSecretFinder(["bedrock-api-key-YWJjZGVmZ2hpamtsbW5v"]);
  expect(keys("https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html?bedrock-api-key-")).toEqual([]);
  expect(keys("bedrock-api-key-YWJjZGVmZ2hpamts")).toEqual([{ start: 16, end: 32 }]);
});

test("finds nothing where there is no secret, and no secret that is too short", () => {
  expect(createSecretFinder([])("text")).toEqual([]);
  expect(createSecretFinder(["", "abcde"])("abcde")).toEqual([]);
});

test("reads a megabyte in time", () => {
  const long = createSecretFinder([TOKEN.repeat(30), KEY]);
  const text = JSON.stringify({ a: "\\u003d/%41".repeat(20_000), b: "lorem ipsum ".repeat(70_000) });
  const start = performance.now();
  expect(long(text)).toEqual([]);
  expect(performance.now() - start).toBeLessThan(5_000);
});

function lettersOf(text: string): string {
  return text.replaceAll(/[^a-z\d]/gi, "").toLowerCase();
}

/** The runs of a secret that can be read in a text, however it writes them. */
function givesAway(text: string, secret: string): readonly string[] {
  const runs = Array.from({ length: secret.length - 11 }, (_, at) => lettersOf(secret.slice(at, at + 12)));
  const readings = [text, decodeURIComponent(text.replaceAll(/%(?![\da-f]{2})/gi, "%25"))];
  return runs.filter((run) => run.length >= 10 && readings.some((reading) => lettersOf(reading).includes(run)));
}
