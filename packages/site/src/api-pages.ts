import { dirname, join } from "node:path";
import { example } from "./example.ts";
import { anchorOf, asText, code, table } from "./markdown.ts";
import { follow, type Json, type Place, readYaml } from "./repository.ts";
import { describe, lines, member, NamedSchemas } from "./schema.ts";

/** A page of the site. */
export interface Page {
  /** Where it stands, without the extension: `formats/amazon-nova`. */
  readonly path: string;
  /** What menus call it. */
  readonly title: string;
  /** Under which heading a menu has it. */
  readonly group: string;
  readonly text: string;
}

/** The address of a file of the repository, where it has one in public. */
export type Address = (file: string) => string | undefined;

const METHODS = ["get", "put", "post", "delete", "patch"];

/** How many operations a menu lists at once. An API of more has a folder for each of its groups. */
const LONG_MENU = 40;

interface Operation {
  readonly file: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Json;
}

/** The pages of an API, one for each operation, after one that lists them. */
export function apiPages(api: string, title: string, address: Address): readonly Page[] {
  const file = `specs/gen/openapi/${api}.yaml`;
  const document = readYaml(file);
  const operations = operationsOf(file);
  const groups = Map.groupBy(operations, ({ operation }) => String(operation.tags[0]));
  const pathOf = ({ operation }: Operation): string =>
    [api, ...(operations.length > LONG_MENU ? [anchorOf(operation.tags[0])] : []), operation.operationId].join("/");
  const list = [...groups].flatMap(([group, members]) => [
    `## ${group}`,
    members
      .map((each) => {
        const { operation, method, path } = each;
        const link = `[${operation.operationId}](/${pathOf(each)})`;
        return `- ${link} ${asText(operation.summary)} <span class="facts">${code(`${method.toUpperCase()} ${path}`)}</span>`;
      })
      .join("\n"),
  ]);
  const servers: readonly Json[] = document.servers;
  const first: Page = {
    path: `${api}/index`,
    title,
    group: "",
    text: lines([
      `# ${title}`,
      asText(document.info.description),
      servers.map(({ url, description }) => `- ${code(url)}: ${asText(description)}`).join("\n"),
      fileNote(file, address),
      ...list,
    ]),
  };
  return [first, ...operations.map((each) => operationPage(pathOf(each), each, address))];
}

/** The page of a format. */
export function formatPage(id: string, address: Address): Page {
  const file = `specs/gen/openapi/${id}.yaml`;
  const { info, "x-bedrock-format": format } = readYaml(file);
  const operations = operationsOf(file);
  const named = new NamedSchemas();
  const [whole, streamed = whole] = operations;
  const answered = whole && contentOf(whole.operation.responses["200"] ?? {}, whole.file)[0];
  const request = whole && requestBody(whole, format.kind);
  const chunk = streamed && contentOf(streamed.operation.responses["200"] ?? {}, streamed.file)[0];
  const rules = rulesOf(whole, (rule) => rule.includes("/formats/"), address);
  return {
    path: `formats/${id}`,
    title: id,
    group: KINDS[format.kind] ?? format.kind,
    text: lines([
      `# ${info.title}`,
      `<p class="lead">${code(id)} ${asText(info.summary)}</p>`.replaceAll("`", "").replace(id, `<code>${id}</code>`),
      asText(info.description),
      formatFacts(format, operations),
      "## Request",
      request ? describe(request, named) : "",
      format.kind === "async" || format.kind === "speech" || !answered
        ? ""
        : lines(["## Response", describe(answered, named)]),
      chunk?.value.type === "array" ? lines(["## Chunk", describe(follow(chunk.file, chunk.value.items), named)]) : "",
      rules,
      schemas(named),
      examples(operations, (each) => each.includes(`/formats/`), address),
      fileNote(file, address),
    ]),
  };
}

const KINDS: Readonly<Record<string, string>> = {
  text: "Text",
  embedding: "Embeddings",
  rerank: "Reranking",
  image: "Images",
  async: "Asynchronous",
  speech: "Speech",
};

function formatFacts(format: Json, operations: readonly Operation[]): string {
  const { features = {}, stopReasons = {}, lifecycle, ids = {} } = format;
  const offered = Object.entries(features).filter(
    ([, value]) => value !== false && !(Array.isArray(value) && value.length === 0),
  );
  const facts: readonly (readonly [string, string])[] = [
    [
      "Operations",
      operations.map(({ operation }) => `[${operation.operationId}](/runtime/${operation.operationId})`).join(", "),
    ],
    ["State", [lifecycle?.state, lifecycle?.endOfLife].filter(Boolean).join(", ")],
    [
      "Features",
      offered.map(([name, value]) => (Array.isArray(value) ? `${name} (${value.join(", ")})` : name)).join(", "),
    ],
    [
      "Stop reasons",
      Object.entries(stopReasons)
        .map(([reason, meaning]) => `${code(reason)} (${meaning})`)
        .join(", "),
    ],
    ["In TypeScript", `${code(`@bedrock-contract/validators/${format.id}`)}, ${code(`InvokeRequest<"${format.id}">`)}`],
    ["Models, for example", Object.values<string>(ids).slice(0, 6).map(code).join(", ")],
  ];
  return facts
    .filter(([, value]) => value !== "")
    .map(([fact, value]) => `- **${fact}**: ${value}`)
    .join("\n");
}

function operationPage(page: string, each: Operation, address: Address): Page {
  const { operation, method, path, file } = each;
  const named = new NamedSchemas();
  const request = requestBody(each);
  const statuses = Object.entries<Json>(operation.responses).map(([status, value]) => ({
    status,
    ...follow(file, value),
  }));
  const successes = statuses.filter(({ status }) => status.startsWith("2"));
  const failures = statuses.filter(({ status }) => !status.startsWith("2"));
  const breakablePath = path.replaceAll("{", "&#123;").replaceAll("/", "/<wbr>");
  return {
    path: page,
    title: operation.operationId,
    group: operation.tags[0],
    text: lines([
      `# ${operation.operationId}`,
      `<p class="endpoint"><span class="method">${method.toUpperCase()}</span> <code>${breakablePath}</code></p>`,
      asText(operation.description),
      notes(operation),
      parameters(each, named),
      request ? lines(["## Request", describe(request, named)]) : "",
      ...successes.map((response) => success(response, named)),
      failures.length === 0
        ? ""
        : lines([
            "## Errors",
            table(failures.map(({ status, value }) => ({ status, when: asText(value.description) }))),
          ]),
      rulesOf(each, () => true, address),
      schemas(named),
      examples([each], () => true, address),
      fileNote(file, address),
    ]),
  };
}

function notes({ deprecated, "x-pagination": pages, "x-writes": writes }: Json): string {
  const notes = [
    deprecated && "Deprecated.",
    writes && "It changes the account, although its method does not suggest it.",
    pages && `Its list comes in pages: ${code(pages.input)} asks for the page after ${code(pages.output)}.`,
  ];
  return notes.filter(Boolean).join(" ");
}

function parameters({ file, operation }: Operation, named: NamedSchemas): string {
  const all: readonly Json[] = operation.parameters ?? [];
  const places = all.map((each) => follow(file, each));
  if (places.length === 0) return "";
  const members = places.map((place) => {
    const { name, in: where, required, description, schema } = place.value;
    return member(
      name,
      { file: place.file, value: schema },
      required === true,
      named,
      `In the ${where}. ${description}`,
    );
  });
  return lines(["## Parameters", ...members]);
}

function success(response: Place & { readonly status: string }, named: NamedSchemas): string {
  const { file, value, status } = response;
  const headers = Object.entries<Json>(value.headers ?? {}).map(([name, header]) => {
    const place = follow(file, header);
    return member(
      name,
      { file: place.file, value: place.value.schema },
      place.value.required === true,
      named,
      place.value.description,
    );
  });
  const bodies = Object.entries<Json>(value.content ?? {}).map(([type, { schema }]) => {
    const place = follow(file, schema ?? {});
    const body =
      place.value.type === "array" && place.value.items
        ? lines([
            asText(place.value.description ?? ""),
            "Each:",
            describe(follow(place.file, place.value.items), named),
          ])
        : describe(place, named);
    return lines([`### ${code(type)}`, body]);
  });
  return lines([
    `## Response ${status}`,
    asText(value.description),
    ...bodies,
    headers.length > 0 ? "### Headers" : "",
    ...headers,
  ]);
}

function schemas(named: NamedSchemas): string {
  const sections = named.sections();
  return sections.length === 0 ? "" : lines(["## Schemas", ...sections]);
}

/** What a request body is: of an invocation that waits in a queue its input, of a session one event of it. */
function requestBody({ file, operation }: Operation, kind?: string): Place | undefined {
  if (operation.requestBody === undefined) return undefined;
  const [body] = contentOf(operation.requestBody, file);
  if (!body) return undefined;
  if (kind === "async") return follow(body.file, body.value.properties.modelInput);
  return kind === "speech" ? follow(body.file, body.value.items) : body;
}

function contentOf(part: Json, file: string): readonly Place[] {
  const place = follow(file, part);
  return Object.values<Json>(place.value.content ?? {}).flatMap(({ schema }) =>
    schema ? [follow(place.file, schema)] : [],
  );
}

function rulesOf(each: Operation | undefined, isShown: (file: string) => boolean, address: Address): string {
  const references: readonly Json[] = each?.operation["x-request-rules"] ?? [];
  const rows = references.flatMap(({ $ref }) => {
    const file = join(dirname(each?.file ?? ""), String($ref).replace(/#.*/, ""));
    if (!isShown(file)) return [];
    const { id, description, error, source } = readYaml(file);
    const where = source?.url ? `[${source.document}](${source.url})` : (source?.document ?? "");
    const url = address(file);
    return [
      {
        rule: url ? `[${code(id)}](${url})` : code(id),
        "what it wants": asText(description),
        "broken, it is": error ? code(error) : "refused",
        source: asText(where),
      },
    ];
  });
  if (rows.length === 0) return "";
  return lines(["## Rules", "Rules that involve several parts of a request.", table(rows)]);
}

/** The example files that operations name, each once. */
function examples(operations: readonly Operation[], isShown: (file: string) => boolean, address: Address): string {
  const files = operations.flatMap(({ operation, file }) => {
    const bodies: readonly Json[] = [operation.requestBody ?? {}, ...Object.values<Json>(operation.responses)];
    const contents = bodies.flatMap((body) => Object.values<Json>(follow(file, body).value.content ?? {}));
    const references = contents
      .flatMap((content) => Object.values<Json>(content.examples ?? {}))
      .map(({ $ref }) => $ref);
    return references
      .filter((each) => typeof each === "string")
      .map((each) => join(dirname(file), each.replace(/#.*/, "")));
  });
  const shown = [...new Set(files)].filter((file) => isShown(file) && !file.includes("/shared/"));
  const [streams, wholes] = [
    shown.filter((file) => file.includes("/streams/")),
    shown.filter((file) => !file.includes("/streams/")),
  ];
  return lines([
    wholes.length > 0 ? "## Examples" : "",
    ...wholes.map((file) => example(file, address)),
    streams.length > 0 ? "## Streamed examples" : "",
    ...streams.map((file) => example(file, address)),
  ]);
}

function operationsOf(file: string): readonly Operation[] {
  const paths: Json = readYaml(file).paths;
  return Object.entries<Json>(paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ file, method, path, operation: item[method] })),
  );
}

function fileNote(file: string, address: Address): string {
  const url = address(file);
  return `<p class="file">${url ? `<a href="${url}">${file}</a>` : `The whole, as OpenAPI 3.1: <code>${file}</code>`}</p>`;
}
