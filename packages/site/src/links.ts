/** A link of the site that leads nowhere. */
export interface BrokenLink {
  readonly page: string;
  readonly link: string;
}

/** The links of built pages that lead to no page, no file and no anchor, by the texts of all pages and the names of all files. */
export function brokenLinks(pages: ReadonlyMap<string, string>, files: ReadonlySet<string>): readonly BrokenLink[] {
  const anchors = new Map([...pages].map(([page, html]) => [page, new Set(matches(html, /\sid="([^"]+)"/g))]));
  return [...pages].flatMap(([page, html]) => {
    const links = [...matches(html, /<a\s[^>]*?href="([^"]*)"/g), ...matches(html, /\ssrc="([^"]*)"/g)];
    return [...new Set(links)].filter((link) => !leads(link, page)).map((link) => ({ page, link }));
  });

  function leads(link: string, from: string): boolean {
    if (/^(?:https?:|mailto:|data:)/.test(link)) return true;
    const { pathname, hash } = new URL(link.replaceAll("&amp;", "&"), `http://site${from}`);
    const page = decodeURIComponent(pathname);
    const found = anchors.get(page);
    if (!found) return files.has(page);
    return hash === "" || found.has(decodeURIComponent(hash.slice(1)));
  }
}

function matches(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, match = ""]) => match);
}
