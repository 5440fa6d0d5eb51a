import { readAll, readPointer } from "@bedrock-contract/validators";
import { chooseText } from "../generate/choose-text.ts";
import { jsonConstraint } from "../generate/constraints.ts";
import { hashOf } from "../generate/tokens.ts";
import { Budget } from "../request/budget.ts";
import { callsTool, readScript, type Script } from "./script.ts";

/** The scripts that sessions follow: the events with which the examples answer. */
export type Scripts = readonly (readonly unknown[])[];

/** How far a session is. */
interface Session {
  promptName: unknown;
  /** The tool that is called, where the client brings some. */
  tool: unknown;
  /** The client's blocks that are open, by their names. */
  readonly open: Map<unknown, unknown>;
  /** Pieces of audio since the last turn. */
  audio: unknown[];
  /** What was typed since the last turn. */
  typed: string;
  hasBegun: boolean;
  /** How many turns are over. */
  turns: number;
}

/**
 * A session with a speech model: for each thing that the user says, it plays an example's turn, with the user's own
 * words where they were typed, and the user's audio as its voice. With tools it calls the first of them, and goes on
 * with the result. The events are those of the Nova Sonic models.
 */
export async function* speak(input: AsyncIterable<unknown>, scripts: Scripts): AsyncGenerator<unknown> {
  const session: Session = {
    promptName: undefined,
    tool: undefined,
    open: new Map(),
    audio: [],
    typed: "",
    hasBegun: false,
    turns: 0,
  };
  for await (const event of input) {
    const asked = hear(event, session);
    if (asked !== undefined) {
      const script = readScript(scripts.find((each) => callsTool(each) === (session.tool !== undefined)) ?? []);
      yield* await adapted(partFor(asked, script, session), session);
      const isOver = asked === "result" || script.afterResult.length === 0;
      if (isOver) {
        Object.assign(session, { audio: [], typed: "", turns: session.turns + 1 });
      }
      session.hasBegun = true;
    }
  }
}

/** What the client's events ask for: an answer, what comes after a tool's result, or the end. */
type Asked = "turn" | "result" | "end";

function partFor(
  asked: Asked,
  { opening, turn, afterResult, closing }: Script,
  { hasBegun }: Session,
): readonly unknown[] {
  const begin = hasBegun ? [] : opening;
  if (asked === "turn") {
    return [...begin, ...turn];
  }
  if (asked === "result") {
    return afterResult;
  }
  // A prompt that ends without a turn is answered all the same.
  return hasBegun ? closing : [...begin, ...turn, ...afterResult, ...closing];
}

/** Takes note of an event of the client's, and says what it asks for. */
function hear(event: unknown, session: Session): Asked | undefined {
  const body = readPointer(event, "/event");
  const [[name, members] = []] = Object.entries(Object(body));
  const block = readPointer(members, "/contentName");
  switch (name) {
    case "promptStart":
      session.promptName = readPointer(members, "/promptName");
      session.tool = readPointer(members, "/toolConfiguration/tools/0/toolSpec");
      return undefined;
    case "contentStart":
      session.open.set(block, members);
      return undefined;
    case "audioInput":
      session.audio.push(readPointer(members, "/content"));
      return undefined;
    case "textInput":
      session.typed += isAsked(session.open.get(block)) ? String(readPointer(members, "/content")) : "";
      return undefined;
    case "contentEnd": {
      const start = session.open.get(block);
      session.open.delete(block);
      return readPointer(start, "/role") === "TOOL" ? "result" : isAsked(start) ? "turn" : undefined;
    }
    case "promptEnd":
      return "end";
    default:
      return undefined;
  }
}

/** Whether a block wants an answer: what the user says now, not what was said before. */
function isAsked(start: unknown): boolean {
  const isSpoken = readPointer(start, "/type") === "AUDIO";
  return readPointer(start, "/role") === "USER" && (isSpoken || readPointer(start, "/interactive") === true);
}

/** The events of a script as they are in this session. */
async function adapted(part: readonly unknown[], session: Session): Promise<readonly unknown[]> {
  const events: unknown[] = [];
  for (const event of part) {
    const [[name = "", members] = []] = Object.entries(Object(readPointer(event, "/event")));
    const own = { ...Object(members), promptName: session.promptName, ...contentIdOf(members, session) };
    for (const replaced of await replacements(name, own, session)) {
      events.push({ event: { [name]: replaced } });
    }
  }
  return events;
}

/** Each turn has blocks of its own. */
function contentIdOf(members: unknown, { turns }: Session): Readonly<Record<string, unknown>> {
  const id = readPointer(members, "/contentId");
  return id === undefined ? {} : { contentId: turns === 0 ? id : `${id}-${turns + 1}` };
}

type Members = Readonly<Record<string, unknown>>;

async function replacements(name: string, members: Members, session: Session): Promise<readonly Members[]> {
  if (name === "audioOutput" && session.audio.length > 0) {
    return session.audio.map((content) => ({ ...members, content }));
  }
  if (name === "textOutput" && members.role === "USER" && session.typed !== "") {
    return [{ ...members, content: session.typed }];
  }
  return name === "toolUse" ? [await callOf(session.tool, members)] : [members];
}

async function callOf(tool: unknown, members: Members): Promise<Members> {
  const schema = readAll(tool, "/inputSchema/json")[0]?.value ?? { type: "object" };
  const budget = new Budget();
  const constraint = await jsonConstraint(schema, "/toolSpec/inputSchema/json");
  const source = { preferred: String(members.content), seed: hashOf(tool) % 1_000_000_007, budget };
  const { tokens } = chooseText([constraint], { maxTokens: Number.POSITIVE_INFINITY, stopSequences: [] }, source);
  return { ...members, toolName: readPointer(tool, "/name"), content: tokens.join("") };
}
