import { expect, test } from "vitest";
import { brokenLinks } from "./links.ts";

const FILES = new Set(["/assets/app.js"]);

test.each([
  { link: '<a href="/guide/call">', isBroken: false },
  { link: '<a class="x" href="./call#stream">', isBroken: false },
  { link: '<a href="#here">', isBroken: false },
  { link: '<a href="https://example.com/nowhere">', isBroken: false },
  { link: '<script src="/assets/app.js">', isBroken: false },
  { link: '<a href="/guide/">', isBroken: true },
  { link: '<a href="./call#streams">', isBroken: true },
  { link: '<a href="#there">', isBroken: true },
  { link: '<script src="/assets/old.js">', isBroken: true },
])("of $link it says that it is broken: $isBroken", ({ link, isBroken }) => {
  const pages = new Map([
    ["/guide/start", `<h2 id="here">${link}`],
    ["/guide/call", '<h2 id="stream">'],
  ]);

  expect(brokenLinks(pages, FILES)).toHaveLength(isBroken ? 1 : 0);
});
