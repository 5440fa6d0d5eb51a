/**
 * Whether a case id matches a glob: `*` stands for any characters, `?` for one, `{a,b}` for either. A glob without a match of the whole id
 * also matches its leading segments, so that `management/GetFoundationModel` selects every case below it.
 */
export function matchesGlob(id: string, glob: string): boolean {
  return globPattern(glob).test(id);
}

const patterns = new Map<string, RegExp>();

function globPattern(glob: string): RegExp {
  const known = patterns.get(glob);
  if (known !== undefined) {
    return known;
  }
  const source = [...glob.replace(/\/$/, "")].map(globToken).join("").replaceAll(/\*+/g, ".*");
  const pattern = new RegExp(`^(?:${source})(?:/.*)?$`, "s");
  patterns.set(glob, pattern);
  return pattern;
}

function globToken(character: string): string {
  const tokens: Record<string, string> = { "*": "*", "?": ".", "{": "(?:", "}": ")", ",": "|" };
  return tokens[character] ?? character.replace(/[\\^$.+()|[\]]/, "\\$&");
}
