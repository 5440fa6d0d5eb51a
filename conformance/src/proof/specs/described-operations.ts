import { type Members, membersOf, type SpecNode, type SpecTree } from "./spec-tree.ts";

/** One answer that the specs describe. */
export interface DescribedAnswer {
  readonly status: number;
  readonly mediaType: string;
  /** The body, without references; of a stream the list of its chunks. */
  readonly schema: Members;
  readonly headers: readonly DescribedHeader[];
  /** The names of its examples. */
  readonly examples: readonly string[];
}

/** A header that an answer has or may have. */
export interface DescribedHeader {
  readonly name: string;
  readonly isRequired: boolean;
  readonly schema: Members;
}

/** A parameter of the request. */
export interface DescribedParameter {
  readonly name: string;
  readonly schema: Members;
}

/** An operation as a spec describes it: that of an api, or as a format refines it. */
export interface DescribedOperation {
  /** `management`, `runtime`, `gateway`, or the id of a format. */
  readonly api: string;
  readonly name: string;
  readonly parameters: readonly DescribedParameter[];
  /** The body of the request, without references; absent where there is none. */
  readonly request?: Members;
  readonly answers: readonly DescribedAnswer[];
}

/** The operations of an api or a format. */
export function describedOperations(tree: SpecTree, api: string): readonly DescribedOperation[] {
  const paths = tree.at(tree.document(api), "paths");
  return tree.entries(paths).flatMap(([, path]) =>
    tree.entries(path).flatMap(([, operation]) => {
      const name = membersOf(operation.value)?.operationId;
      return typeof name === "string" ? [describe(tree, operation, { api, name })] : [];
    }),
  );
}

function describe(
  tree: SpecTree,
  operation: SpecNode,
  names: Pick<DescribedOperation, "api" | "name">,
): DescribedOperation {
  const request = tree.at(operation, "requestBody", "content", "application/json", "schema");
  return {
    ...names,
    parameters: tree.entries(tree.at(operation, "parameters")).map(([, parameter]) => ({
      name: String(membersOf(parameter.value)?.name),
      schema: schemaOf(tree, parameter),
    })),
    ...(request === undefined ? {} : { request: membersOf(tree.whole(request)) ?? {} }),
    answers: tree
      .entries(tree.at(operation, "responses"))
      .flatMap(([status, response]) => answersOf(tree, Number(status), response)),
  };
}

function answersOf(tree: SpecTree, status: number, response: SpecNode): readonly DescribedAnswer[] {
  const headers = tree.entries(tree.at(response, "headers")).map(([name, header]) => ({
    name: name.toLowerCase(),
    isRequired: membersOf(header.value)?.required === true,
    schema: schemaOf(tree, header),
  }));
  return tree.entries(tree.at(response, "content")).map(([mediaType, content]) => ({
    status,
    mediaType,
    schema: schemaOf(tree, content),
    headers,
    examples: tree.entries(tree.at(content, "examples")).map(([name]) => name),
  }));
}

function schemaOf(tree: SpecTree, node: SpecNode): Members {
  const schema = tree.at(node, "schema");
  return schema === undefined ? {} : (membersOf(tree.whole(schema)) ?? {});
}
