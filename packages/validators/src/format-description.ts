import type {
  FormatDescription as Described,
  ParameterBinding,
  ResourceMemory,
  ResponseMeaning,
  SseStreamDescription,
} from "./gen/format-description.ts";
import type { FormatId } from "./types.ts";

/** What is known of a format without loading it: which requests are of it. */
export interface ListedFormat extends Pick<Described, "kind" | "routing" | "lifecycle"> {
  readonly id: FormatId;
  /** The members that a request may have at its top, of those by which any format goes. */
  readonly takes: readonly string[];
}

/**
 * What the spec of a format says about it as a whole, beside the schemas of its bodies and which requests are of it:
 * where things stand in its bodies, and by its `kind` what it offers and how its chunks fold into a response.
 */
export type FormatDescription = Unlisted<Described> & {
  readonly id: FormatId;
  /** What begins the names of its schemas. */
  readonly name: string;
};

type Unlisted<Description> = Description extends unknown ? Omit<Description, "routing" | "lifecycle"> : never;

/** The description of one format. */
export type DescribedFormat<Id extends FormatId, Kind extends FormatKind = FormatKind> = FormatOfKind<Kind> & {
  readonly id: Id;
};

/** What formats are for. */
export type FormatKind = FormatDescription["kind"];

/** A format of one kind. */
export type FormatOfKind<Kind extends FormatKind> = Extract<FormatDescription, { readonly kind: Kind }>;

/** A format of generated text. */
export type TextFormat = FormatOfKind<"text">;

/** A format of vectors that stand for inputs. */
export type EmbeddingFormat = FormatOfKind<"embedding">;

/** A format of documents that are sorted by how well they fit a query. */
export type RerankFormat = FormatOfKind<"rerank">;

/** A format of generated images. */
export type ImageFormat = FormatOfKind<"image">;

/** What the spec of a format says of its bodies, whatever the models are; conversations are described alike. */
export type BodyDescription = OfBodies<FormatDescription>;

/** The bodies of one kind. */
export type BodiesOfKind<Kind extends FormatKind> = Extract<BodyDescription, { readonly kind: Kind }>;

/** Bodies of generated text. */
export type TextBodies = BodiesOfKind<"text">;

type OfBodies<Description> = Description extends unknown ? Omit<Description, "id" | "name" | "ids"> : never;

/** What the spec of an operation says of its responses, beside the schemas of their bodies. */
export interface OperationMeaning extends ResponseMeaning {
  /** What the parameters of a request bind in the response, by their names. */
  readonly parameters?: Readonly<Record<string, ParameterBinding>>;
}

/** What a mock keeps of resources of one kind. */
export interface KeptResource extends Omit<ResourceMemory[string], "operations"> {
  readonly operations: Readonly<Record<string, KeptOperation>>;
}

/** What an operation does to kept resources. */
export type KeptOperation = ResourceMemory[string]["operations"][string] & {
  /** The members with which its response shows one. */
  readonly members: readonly string[];
};

/** A stream of chunks, each of which adds something to choices. */
export type ChunkStream = NonNullable<SseStreamDescription["chunks"]>;

/** A stream of events that tell of items which are opened, filled and closed. */
export type ItemStream = NonNullable<SseStreamDescription["items"]>;

export type {
  ConversationDescription,
  FormatFoldEnd,
  FormatFoldRule,
  FormatRouting,
  FormatStream,
  GuardrailDescription,
  ParameterBinding,
  ResponseMeaning,
  SseStreamDescription,
} from "./gen/format-description.ts";
