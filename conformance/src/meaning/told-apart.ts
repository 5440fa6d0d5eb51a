/** Models cut off long texts: what stands behind may be all that differs. */
const LONGEST_TEXT = 500;

/** Fewer numbers may be alike by chance. */
const FEWEST_NUMBERS = 4;

/**
 * The positions of inputs with the vector of an earlier one, though any model tells the two apart: texts that differ in
 * Latin letters or digits. Case, accents and signs may be lost on a model, and so may a script that it does not know.
 */
export function confusedInputs(
  inputs: readonly unknown[],
  vectors: readonly { readonly text: string; readonly length: number }[],
): readonly { readonly position: number; readonly other: number }[] {
  const words = inputs.map(wordsOf);
  return vectors.flatMap(({ text, length }, position) => {
    const own = words[position];
    const other = vectors.findIndex((each, index) => each.text === text && isOther(own, words[index]));
    return length >= FEWEST_NUMBERS && other !== -1 && other < position ? [{ position, other }] : [];
  });
}

function isOther(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** What certainly distinguishes a text; undefined where nothing is certain. */
function wordsOf(input: unknown): string | undefined {
  if (typeof input !== "string" || input.length > LONGEST_TEXT) {
    return undefined;
  }
  const words = input
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z\d]/g, "");
  return words === "" ? undefined : words;
}
