import { type ConversationDescription, type FormatStream, readPointer } from "@bedrock-contract/validators";
import { pointerKeys } from "@bedrock-contract/validators/pointer";

/** What a chunk does to the blocks of a message. */
export interface BlockStep {
  /**
   * Whether the message begins, a block begins, goes on or ends, the message says why it ended, or the stream is over.
   */
  readonly what: BlockStepName;
  /** The number of the block. */
  readonly index?: unknown;
  /** The kind of the block that begins, or of the piece. */
  readonly kind?: string | undefined;
}

/** What chunks do to blocks. */
export type BlockStepName = "begin" | "start" | "piece" | "stop" | "end" | "close";

/** Reads what the chunks of a stream do to the blocks of a message. */
export interface BlockSteps {
  /** Undefined for a chunk that has nothing to do with blocks. */
  read(chunk: unknown): BlockStep | undefined;
  /** Whether a piece may be in a block: one that began with a kind, or one that nothing but its pieces opens. */
  admits(block: string | undefined, piece: string | undefined): boolean;
  /** How a chunk that takes the step is called. */
  nameOf(what: BlockStepName): string;
  /** Whether each block begins with a chunk of its own, and the last chunk closes the stream. */
  readonly isExplicit: boolean;
}

/** What says where things stand in a stream. */
interface StreamDescriptions {
  readonly conversation?: ConversationDescription;
  readonly stream?: FormatStream;
}

/** The steps of a stream; undefined where its chunks tell of no blocks. */
export function blockStepsOf({ conversation, stream }: StreamDescriptions): BlockSteps | undefined {
  if (conversation !== undefined) {
    return conversationSteps(conversation.stream);
  }
  return stream?.blocks && formatSteps(stream.blocks);
}

/** The steps of the streams of a format, whose chunks say by their values which step they are. */
function formatSteps(blocks: NonNullable<FormatStream["blocks"]>): BlockSteps {
  const names = ["begin", "start", "piece", "stop", "end", "close"] as const;
  const is = (chunk: unknown, what: BlockStepName): boolean =>
    Object.entries(blocks[what]).every(([place, value]) => readPointer(chunk, place) === value);
  return {
    read: (chunk) => {
      const what = names.find((each) => is(chunk, each));
      const kind = what === "start" ? blocks.startKind : blocks.pieceKind;
      return what && { what, index: readPointer(chunk, blocks.index), kind: textAt(chunk, kind) };
    },
    admits: (block, piece) => {
      const kinds = block === undefined ? [] : blocks.kinds[block];
      // Later models have other kinds.
      const isKnown = Object.values(blocks.kinds).some((known) => piece !== undefined && known.includes(piece));
      return block !== undefined && (kinds === undefined || !isKnown || (piece !== undefined && kinds.includes(piece)));
    },
    nameOf: (what) => Object.values(blocks[what]).join(" "),
    isExplicit: true,
  };
}

/**
 * The steps of the events of a conversation, which are called by what they do. A block may begin with its first piece.
 */
function conversationSteps(places: ConversationDescription["stream"]): BlockSteps {
  const at: Readonly<Record<BlockStepName, string>> = {
    begin: places.role,
    start: places.blockStart,
    piece: places.blockDelta,
    stop: places.blockStop,
    end: places.stopReason,
    close: places.result,
  };
  const nameOf = (what: BlockStepName): string => pointerKeys(at[what])[0] ?? "";
  const names = ["begin", "start", "piece", "stop", "end", "close"] as const;
  return {
    read: (event) => {
      const what = names.find((each) => Object.hasOwn(Object(event), nameOf(each)));
      const kind = what === "start" ? places.startKind : places.deltaKind;
      const index = what && readPointer(event, `${at[what]}${places.blockIndex}`);
      return what && { what, index, kind: Object.keys(Object(readPointer(event, kind)))[0] };
    },
    admits: (block, piece) => {
      const isOpened = piece !== undefined && places.openedKinds.includes(piece);
      // Later models have other kinds of blocks, and of pieces.
      return block !== undefined && places.openedKinds.includes(block) ? block === piece : !isOpened;
    },
    nameOf,
    isExplicit: false,
  };
}

function textAt(chunk: unknown, place: string): string | undefined {
  const value = readPointer(chunk, place);
  return typeof value === "string" ? value : undefined;
}
