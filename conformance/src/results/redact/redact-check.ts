import { hexView } from "@bedrock-contract/wire";
import type { CheckResult, Difference, FramePlace } from "../../result.ts";
import type { Redact } from "./redact.ts";

/** Removes secrets from what a check says. */
export function redactCheck(check: CheckResult, redact: Redact): CheckResult {
  const { differences, message, expected, received, pointer, frame } = check;
  return {
    ...check,
    ...redactPlace({ message, expected, received, pointer, frame }, redact),
    ...(differences === undefined ? {} : { differences: differences.map((each) => redactDifference(each, redact)) }),
  };
}

function redactDifference(difference: Difference, redact: Redact): Difference {
  const { message, expected, received, pointer, frame } = difference;
  return { ...difference, ...redactPlace({ message, expected, received, pointer, frame }, redact) };
}

interface Place {
  readonly message: string | undefined;
  readonly expected: string | undefined;
  readonly received: string | undefined;
  readonly pointer: string | undefined;
  readonly frame: FramePlace | undefined;
}

function redactPlace({ frame, ...texts }: Place, redact: Redact): Readonly<Record<string, string | FramePlace>> {
  const given = Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, redact(text)]]));
  return {
    ...Object.fromEntries(given),
    ...(frame === undefined ? {} : { frame: { ...frame, hex: redactHex(frame.hex, redact) } }),
  };
}

/** Bytes that are shown in hexadecimal can be read as well. */
export function redactHex(hex: string, redact: Redact): string {
  const text = Buffer.from(hex.replaceAll(" ", ""), "hex").toString("latin1");
  const redacted = redact(text);
  return redacted === text ? hex : hexView(Buffer.from(redacted, "latin1"));
}
