import { isCollection, isMap, isNode, isScalar, isSeq, type Node, parseDocument, stringify, type YAMLMap } from "yaml";

/** The longest line that the specs are written in. */
const WIDTH = 120;

/** Keys whose value stands on one line where it fits. */
const ON_ONE_LINE = new Set(["required", "enum", "tags", "x-errors"]);

/** How the keys of a mapping follow each other. */
export type Order = (a: string, b: string) => boolean;

/** A mapping as the specs are written, each line indented. */
export function yamlText(value: object, indent = 0): string {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => entryText(key, member, indent))
    .join("");
}

/** A YAML file that gets new members. */
export interface GrowingYaml {
  readonly text: string;
  /** Adds a member to the mapping at a path, before the first member that `isBefore` says it stands before. */
  add(path: readonly string[], key: string, value: unknown, isBefore: Order): void;
}

/** A new file. */
export class NewYaml implements GrowingYaml {
  readonly #root: Record<string, unknown>;

  constructor(root: Readonly<Record<string, unknown>>) {
    this.#root = { ...root };
  }

  get text(): string {
    return yamlText(this.#root);
  }

  add(path: readonly string[], key: string, value: unknown, isBefore: Order): void {
    const [last, owner] = [path.at(-1), path.slice(0, -1)];
    const map = path.reduce<unknown>((node, step) => Object(node)[step], this.#root);
    if (map === undefined && last !== undefined) {
      this.add(owner, last, { [key]: value }, orderAt(owner));
      return;
    }
    const members = Object.entries(Object(map));
    const at = members.findIndex(([other]) => isBefore(key, other));
    members.splice(at === -1 ? members.length : at, 0, [key, value]);
    for (const [name] of members) Reflect.deleteProperty(Object(map), name);
    Object.assign(Object(map), Object.fromEntries(members));
  }
}

/** A YAML text that is otherwise left as it is. */
export class YamlText implements GrowingYaml {
  #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }

  add(path: readonly string[], key: string, value: unknown, isBefore: Order): void {
    const map: unknown = parseDocument(this.#text).getIn(path, true);
    if (!isMap(map)) {
      const [last = "", owner] = [path.at(-1), path.slice(0, -1)];
      this.add(owner, last, { [key]: value }, orderAt(owner));
      return;
    }
    if (map.flow) {
      this.#insert(lastEnd(map), `${map.items.length > 0 ? ", " : " "}${scalarText(key)}: ${flowOf(value)}`);
      return;
    }
    const keys = map.items.map(({ key: node }) => node).filter((node) => isScalar(node));
    const next = keys.find((node) => isBefore(key, String(node.value)));
    const indent = columnOf(this.#text, keys[0]?.range?.[0] ?? 0);
    const at = next ? lineStart(this.#text, next.range?.[0] ?? 0) : endOf(this.#text, map);
    this.#insert(at, entryText(key, value, indent));
  }

  /** What stands at a path; undefined where nothing does. */
  at(path: readonly string[]): unknown {
    const node: unknown = parseDocument(this.#text).getIn(stepsOf(path), true);
    return isNode(node) ? node.toJSON() : undefined;
  }

  /** Puts one scalar in the place of another. */
  replace(path: readonly string[], value: unknown): void {
    const [start, end] = this.#rangeOf(path);
    this.#text = this.#text.slice(0, start) + scalarText(value) + this.#text.slice(end);
  }

  /** Removes a member that is a scalar. */
  remove(path: readonly string[]): void {
    const map: unknown = parseDocument(this.#text).getIn(stepsOf(path.slice(0, -1)), true);
    if (!isMap(map)) return;
    const index = map.items.findIndex(({ key }) => isScalar(key) && key.value === path.at(-1));
    const ends = map.items.map(
      ({ key, value }) => [startOf(key), isNode(value) ? (value.range?.[1] ?? 0) : 0] as const,
    );
    const [start, end] = ends[index] ?? [0, 0];
    const [from, to] = map.flow
      ? [ends[index - 1]?.[1] ?? start, index === 0 ? (ends[1]?.[0] ?? end) : end]
      : [lineStart(this.#text, start), lineEnd(this.#text, end)];
    this.#text = this.#text.slice(0, from) + this.#text.slice(to);
  }

  /** Adds elements at the end of the list at a path. */
  append(path: readonly string[], values: readonly unknown[]): void {
    const list: unknown = parseDocument(this.#text).getIn(stepsOf(path), true);
    if (!isSeq(list)) return;
    if (list.flow) {
      const start = list.items.length > 0 ? ", " : "";
      this.#insert(lastEnd(list), start + values.map(flowOf).join(", "));
      return;
    }
    const indent = columnOf(this.#text, list.range?.[0] ?? 0);
    this.#insert(endOfNode(this.#text, list), values.map((value) => itemText(value, indent)).join(""));
  }

  #insert(at: number, text: string): void {
    this.#text = this.#text.slice(0, at) + text + this.#text.slice(at);
  }

  #rangeOf(path: readonly string[]): readonly [number, number] {
    const node: unknown = parseDocument(this.#text).getIn(stepsOf(path), true);
    const range = isNode(node) ? node.range : undefined;
    if (!range) throw new Error(`there is nothing at ${path.join("/")}`);
    return [range[0], range[1]];
  }
}

/** The elements of a list are found by their numbers. */
function stepsOf(path: readonly string[]): readonly (string | number)[] {
  return path.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** Behind the last element of a list or mapping in brackets. */
function lastEnd(node: Node): number {
  const last: unknown = isCollection(node) ? node.items.at(-1) : undefined;
  const value = isMap(node) ? Object(last).value : last;
  return isNode(value) ? (value.range?.[1] ?? 0) : startOf(node) + 1;
}

function flowOf(value: unknown): string {
  return typeof value === "object" && value !== null ? flowText(value) : scalarText(value);
}

/** Paths come before components; what is inside is in the order of its names. */
function orderAt(path: readonly string[]): Order {
  return path.length === 0 ? (a, b) => a === "paths" && b === "components" : (a, b) => a < b;
}

function entryText(key: string, value: unknown, indent: number): string {
  const start = " ".repeat(indent) + scalarText(key);
  if (typeof value !== "object" || value === null) return `${start}: ${scalarText(value)}\n`;
  const line = `${start}: ${flowText(value)}\n`;
  const isShort = key === "x-binds" || (Array.isArray(value) && ON_ONE_LINE.has(key));
  if (Object.keys(value).length === 0 || (isShort && line.length <= WIDTH + 1)) return line;
  if (!Array.isArray(value)) return `${start}:\n${yamlText(value, indent + 2)}`;
  return `${start}:\n${value.map((item) => itemText(item, indent + 2)).join("")}`;
}

/** An element begins where its dash leaves off. */
function itemText(item: unknown, indent: number): string {
  const dash = `${" ".repeat(indent)}- `;
  if (typeof item !== "object" || item === null) return `${dash}${scalarText(item)}\n`;
  return dash + yamlText(item, indent + 2).trimStart();
}

function flowText(value: object): string {
  if (Array.isArray(value)) return `[${value.map(scalarText).join(", ")}]`;
  const members = Object.entries(value).map(
    ([key, member]) =>
      `${scalarText(key)}: ${typeof member === "object" && member !== null ? flowText(member) : scalarText(member)}`,
  );
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

function scalarText(value: unknown): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Behind the last line of a mapping. */
function endOf(text: string, map: YAMLMap): number {
  const last: unknown = map.items.at(-1)?.value;
  return isNode(last) ? endOfNode(text, last) : lineEnd(text, 0);
}

function endOfNode(text: string, node: Node): number {
  const last: unknown = isCollection(node) && !node.flow ? node.items.at(-1) : undefined;
  const inner = isMap(node) ? Object(last).value : last;
  return isNode(inner) ? endOfNode(text, inner) : lineEnd(text, node.range?.[1] ?? 0);
}

function lineEnd(text: string, offset: number): number {
  if (text[offset - 1] === "\n") return offset;
  const newline = text.indexOf("\n", offset);
  return newline === -1 ? text.length : newline + 1;
}
