import { _, type Ajv, type Code, type KeywordCxt, Name, nil } from "ajv";

/** What Ajv calls the number of errors so far. */
const errors = new Name("errors");

/**
 * Replaces `anyOf` and `oneOf` by keywords that mean the same, but whose error says how many of the errors before it
 * belong to each branch (`counts`). From that the branch that was meant can be told.
 */
export function addUnionKeywords(ajv: Ajv): void {
  addUnionKeyword(ajv, "anyOf", checkAnyOf);
  addUnionKeyword(ajv, "oneOf", checkOneOf);
}

type CheckUnion = (context: KeywordCxt, branches: readonly unknown[], ends: readonly Name[]) => Name;

function addUnionKeyword(ajv: Ajv, keyword: string, checkUnion: CheckUnion): void {
  ajv.removeKeyword(keyword);
  ajv.addKeyword({
    keyword,
    schemaType: "array",
    trackErrors: true,
    error: {
      message: "",
      params: ({ params }) => _`{counts: [${params.counts ?? nil}], passing: ${params.passing ?? _`[]`}}`,
    },
    code(context: KeywordCxt) {
      const branches: readonly unknown[] = context.schema;
      const { gen } = context;
      const ends = branches.map(() => gen.let("end", errors));
      const valid = checkUnion(context, branches, ends);
      context.setParams({ ...context.params, counts: countsOf(ends, context.errsCount ?? errors) });
      context.result(
        valid,
        () => context.reset(),
        () => context.error(true),
      );
    },
  });
}

/** The number of errors that each branch added. */
function countsOf(ends: readonly Name[], start: Name): Code {
  return ends.reduce<Code>((list, end, index) => {
    const count = _`${end} - ${ends[index - 1] ?? start}`;
    return index === 0 ? count : _`${list}, ${count}`;
  }, nil);
}

function checkAnyOf(context: KeywordCxt, branches: readonly unknown[], ends: readonly Name[]): Name {
  const { gen } = context;
  const valid = gen.let("valid", false);
  const branchValid = gen.name("_valid");
  gen.block(() => {
    for (const [index, end] of ends.entries()) {
      context.subschema({ keyword: "anyOf", schemaProp: index, compositeRule: true }, branchValid);
      gen.assign(valid, branchValid);
      gen.assign(end, errors);
      if (index < branches.length - 1) gen.if(_`!${valid}`);
    }
  });
  return valid;
}

function checkOneOf(context: KeywordCxt, _branches: readonly unknown[], ends: readonly Name[]): Name {
  const { gen } = context;
  const passing = gen.const("passing", _`[]`);
  const branchValid = gen.name("_valid");
  for (const [index, end] of ends.entries()) {
    context.subschema({ keyword: "oneOf", schemaProp: index, compositeRule: true }, branchValid);
    gen.assign(end, errors);
    gen.if(branchValid, () => gen.code(_`${passing}.push(${index})`));
  }
  const valid = gen.let("valid", _`${passing}.length === 1`);
  context.setParams({ passing });
  return valid;
}
