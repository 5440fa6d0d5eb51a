/**
 * The text of a document with the owner and the name of the public repository where it says `OWNER`; as it is while
 * the root's package.json names none.
 */
export function withOwner(text: string, repository: string | undefined): string {
  if (repository === undefined) {
    return text;
  }
  const [, owner = "", name = ""] = new URL(repository).pathname.split("/");
  return text
    .replaceAll("OWNER/bedrock-contract", `${owner}/${name}`)
    .replaceAll("ghcr.io/OWNER", `ghcr.io/${owner.toLowerCase()}`) // Names of images have no capital letters.
    .replaceAll("OWNER", owner);
}
