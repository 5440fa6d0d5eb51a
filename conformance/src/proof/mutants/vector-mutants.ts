import { embeddingDemandOf, readPointer } from "@bedrock-contract/validators";
import { vectorsOf } from "../../meaning/vectors.ts";
import type { Meant } from "./meaning-view.ts";
import type { Because, Mutant } from "./mutant.ts";

/** Vectors missing, too many, of another length, of zeros, not of the types asked for, not normalized, out of range, misnamed. */
export function* vectorMutants({ view, meaning }: Meant<"embedding">): Generator<Mutant> {
  const vectors = vectorsOf(meaning);
  for (const { pointer, numbers, type } of vectors) {
    yield { class: "vector-shortened", place: pointer, answer: view.with({ [pointer]: numbers.slice(0, -1) }) };
    const scaled = numbers.map((value) => Number(value) * 3);
    const isNormalized = type === undefined && readPointer(meaning.request, meaning.format.request.normalize) === true;
    const may: Because = isNormalized ? {} : { harmlessBecause: "vector-not-normalized" };
    yield { class: "vector-scaled", place: pointer, answer: view.with({ [pointer]: scaled }), ...may };
    const isPacked = type !== undefined && meaning.format.packedTypes?.includes(type) === true;
    const zeros = numbers.map(() => 0);
    const bits: Because = isPacked ? { harmlessBecause: "bits-may-be-unset" } : {};
    yield { class: "vector-zeroed", place: pointer, answer: view.with({ [pointer]: zeros }), ...bits };
  }
  yield* ofLists({ view, meaning });
  yield* ofRanges({ view, meaning });
  yield* ofWords({ view, meaning });
}

/** Numbers that no byte can hold. */
function* ofRanges({ view, meaning }: Pick<Meant<"embedding">, "view" | "meaning">): Generator<Mutant> {
  for (const { pointer, numbers, type = "" } of vectorsOf(meaning)) {
    const range = meaning.format.typeRanges?.[type];
    if (range !== undefined) {
      const larger = view.with({ [pointer]: [range.most + 1, ...numbers.slice(1)] });
      yield { class: "vector-number-too-large", place: pointer, answer: larger };
      const smaller = view.with({ [pointer]: [range.least - 1, ...numbers.slice(1)] });
      yield { class: "vector-number-too-small", place: pointer, answer: smaller };
    }
  }
}

/** Words for another form of the response, or for another input. */
function* ofWords({ view, meaning }: Pick<Meant<"embedding">, "view" | "meaning">): Generator<Mutant> {
  const { form, inputTypes: places } = meaning.format.response;
  for (const { pointer, value } of view.places(form?.at)) {
    const other = value === form?.list ? form?.byType : form?.list;
    yield { class: "vector-form-misnamed", place: pointer, answer: view.with({ [pointer]: other }) };
  }
  const { inputTypes = [] } = meaning.format;
  const isGiven = (input: string): boolean => readPointer(meaning.request, input) !== undefined;
  const fitting = inputTypes.filter(({ input }) => isGiven(input)).flatMap(({ types }) => types);
  const other = inputTypes.flatMap(({ types }) => types).find((type) => !fitting.includes(type));
  for (const { pointer } of view.places(places)) {
    yield { class: "vector-input-misnamed", place: pointer, answer: view.with({ [pointer]: other }) };
  }
}

/** The lists that hold a vector for each input. */
function* ofLists({ view, meaning }: Pick<Meant<"embedding">, "view" | "meaning">): Generator<Mutant> {
  const { vectors, vectorsByType } = meaning.format.response;
  const lists = [vectors, vectorsByType]
    .flat()
    .filter((place) => place !== undefined)
    .map(listOf);
  const { inputs } = embeddingDemandOf(meaning.format, meaning.request);
  for (const { pointer, value } of lists.flatMap((place) => view.places(place))) {
    if (Array.isArray(value) && value.some((each) => typeof each === "object")) {
      const elements: readonly unknown[] = value;
      yield { class: "vector-missing", place: pointer, answer: view.with({ [pointer]: elements.slice(0, -1) }) };
      const alike = elements.map(() => elements[0]);
      const isPacked = (meaning.format.packedTypes ?? []).some((type) => pointer.endsWith(`/${type}`));
      if (elements.length > 1) {
        const isText = inputs.every((input) => typeof input === "string");
        const because: Because = isPacked || !isText ? { harmlessBecause: "vectors-may-agree" } : {};
        yield { class: "vectors-equalled", place: pointer, answer: view.with({ [pointer]: alike }), ...because };
      }
      const more = [...elements, ...elements.slice(-1)];
      yield { class: "vector-added", place: pointer, answer: view.with({ [pointer]: more }) };
    }
  }
  const asked = readPointer(meaning.request, meaning.format.request.embeddingTypes);
  const [byType] = vectorsByType === undefined ? [] : view.places(vectorsByType.replace(/\/\*.*$/, ""));
  if (Array.isArray(asked) && byType !== undefined) {
    const [[name, first] = [], ...others] = Object.entries(Object(byType.value));
    const without = Object.fromEntries(others);
    yield { class: "vector-type-missing", place: String(name), answer: view.with({ [byType.pointer]: without }) };
    const other = view.with({ [byType.pointer]: { ...Object(byType.value), unasked: first } });
    yield { class: "vector-type-added", place: byType.pointer, answer: other };
  }
}

/** The pointer to the list that a `*` goes through. */
function listOf(place: string): string {
  return place.slice(0, Math.max(0, place.lastIndexOf("/*")));
}
