import { readPointer } from "@bedrock-contract/validators";
import { followsAws } from "@bedrock-contract/wire";
import type { ModelChoice } from "../targets/manifest.ts";
import type { Finding, Question } from "./choose-cases.ts";

/** How models are found. */
export interface FindModelsOptions {
  /** Asks for vectors of some length. */
  readonly dimensions: Question | undefined;
  /** Asks one question, sent to a model of the target. */
  readonly ask: (question: Question, models: Readonly<Record<string, ModelChoice>>) => Promise<readonly Finding[]>;
}

/** What is known once models were looked for. */
export interface FoundModels {
  /** The answers, those of models of the target in the place of those of the examples' models. */
  readonly offered: readonly Finding[];
  /** The model that answered, by role; empty where those of the examples did. */
  readonly models: Readonly<Record<string, ModelChoice>>;
  /** The number of further requests sent. */
  readonly requests: number;
}

/** How many models are tried for a role, at most. */
const MOST_TRIED = 3;

/** Lengths that models of vectors mostly have. */
const LENGTHS = [256, 512, 1024, 1536];

/** What the ids of models have in them that make no text. */
const NO_TEXT = /embed|rerank|image|canvas|video|reel|speech|sonic|tts|whisper|moderation|stability/i;

/** Looks for models that do what the models of the examples do not, among those that a gateway lists. */
export async function findModels(asked: readonly Finding[], options: FindModelsOptions): Promise<FoundModels> {
  const listed = idsIn(asked);
  const roles = [...new Set(asked.flatMap(({ given }) => (!followsAws(given) ? (given.model?.role ?? []) : [])))];
  const models: Record<string, ModelChoice> = {};
  const replaced = new Map<string, Finding>();
  let requests = 0;
  let isFound = false;
  for (const role of roles) {
    // A model that does not stream may do all else.
    const ofRole = asked
      .filter(({ given }) => given.model?.role === role)
      .toSorted((one, other) => Number(isStreamed(one)) - Number(isStreamed(other)));
    const [first] = ofRole.filter(({ given }) => given.model?.member !== undefined);
    if (first === undefined) {
      continue;
    }
    if (isAnswered(first)) {
      models[role] = String(readPointer(first.given.body, first.given.model?.member ?? ""));
      continue;
    }
    for (const id of candidates(role, listed, models)) {
      const [finding] = await options.ask(first, { [role]: id });
      requests += 1;
      if (finding !== undefined && isAnswered(finding)) {
        isFound = true;
        models[role] = id;
        replaced.set(finding.about, finding);
        for (const other of ofRole.filter(({ about }) => about !== finding.about)) {
          const [again] = await options.ask(other, { [role]: id });
          requests += 1;
          replaced.set(other.about, again ?? other);
        }
        break;
      }
    }
  }
  const embedding = isFound ? models.embedding : undefined;
  if (typeof embedding === "string" && options.dimensions !== undefined) {
    const lengths: number[] = [];
    for (const length of LENGTHS) {
      const [finding] = await options.ask(options.dimensions, { embedding: { id: embedding, dimensions: [length] } });
      requests += 1;
      if (finding?.result.outcome === "pass") {
        lengths.push(length);
      }
    }
    models.embedding = lengths.length === 0 ? embedding : { id: embedding, dimensions: lengths };
  }
  return {
    offered: asked.map((finding) => replaced.get(finding.about) ?? finding),
    models: isFound ? models : {},
    requests,
  };
}

/** Models that make text for roles of text, those that are known to answer first. */
function candidates(
  role: string,
  listed: readonly string[],
  models: Readonly<Record<string, ModelChoice>>,
): readonly string[] {
  if (role === "embedding") {
    return listed.filter((id) => /embed/i.test(id)).slice(0, MOST_TRIED);
  }
  const known = Object.values(models).filter((choice) => typeof choice === "string");
  const texts = listed.filter((id) => !NO_TEXT.test(id));
  return [...new Set([...known.filter((id) => texts.includes(id)), ...texts])].slice(0, MOST_TRIED);
}

/** The ids that a gateway lists; of a long list its beginning. */
function idsIn(asked: readonly Finding[]): readonly string[] {
  const list = asked.find(({ given }) => given.operation === "ListModels");
  const text = list !== undefined && isAnswered(list) ? (list.result.exchange?.response?.body ?? "") : "";
  return [...text.matchAll(/"id"\s*:\s*"([^"\\]+)"/g)].map(([, id = ""]) => id);
}

function isStreamed({ given }: Finding): boolean {
  return given.requires.includes("streaming");
}

function isAnswered({ result }: Finding): boolean {
  return (result.exchange?.response?.status ?? 500) < 300;
}
