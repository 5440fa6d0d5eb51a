import { checkAuthoredCases } from "./check/check-authored-cases.ts";
import { checkExamples } from "./check/check-examples.ts";
import { checkFormats } from "./check/check-formats.ts";
import { checkMeanings } from "./check/check-meanings.ts";
import { checkMemory } from "./check/check-memory.ts";
import { checkMessages } from "./check/check-messages.ts";
import { checkReferences } from "./check/check-references.ts";
import { checkRequestRules } from "./check/check-request-rules.ts";
import { Checks } from "./check/checks.ts";
import { FileSchemas } from "./check/file-schemas.ts";
import { derivedCases } from "./derive/derived-cases.ts";
import { batchModule, batchRecordsIn } from "./emit/batch.ts";
import { emitCaseFiles } from "./emit/case-files.ts";
import { emitCaseIndex } from "./emit/case-index.ts";
import { controlModule, controlSchemasIn, emitControlDocument, emitControlTypes } from "./emit/control.ts";
import { emitConversations } from "./emit/conversations.ts";
import { emitEventStreams } from "./emit/event-streams.ts";
import { emitExampleFiles } from "./emit/example-files.ts";
import { exceptionModule, exceptionsIn } from "./emit/exceptions.ts";
import { emitFamiliesPage } from "./emit/families-page.ts";
import { CONVERSATION_SCHEMA, emitFormatDescription, GUARDRAIL_SCHEMA, SSE_SCHEMA } from "./emit/format-description.ts";
import { emitDescription } from "./emit/format-descriptions.ts";
import { emitFormatList } from "./emit/format-list.ts";
import { emitFormatsPage } from "./emit/formats-page.ts";
import { emitGuardrails } from "./emit/guardrails.ts";
import { emitLoaders } from "./emit/loaders.ts";
import { emitMeanings } from "./emit/meanings.ts";
import { emitEndings, emitMemory } from "./emit/memory.ts";
import { emitMessages } from "./emit/messages.ts";
import { emitOpenapiDocument } from "./emit/openapi-documents.ts";
import { emitOperationTables } from "./emit/operation-tables.ts";
import { emitSharedModule } from "./emit/shared-validators.ts";
import { emitSseStreams } from "./emit/sse-streams.ts";
import { emitFormatBodies, emitOperationTypes, emitSchemaTypes } from "./emit/types.ts";
import { emitValidatorModule, formatModule, operationModule } from "./emit/validators.ts";
import { readAuthoredCases } from "./model/authored-case.ts";
import { caseOwners } from "./model/case-owner.ts";
import { readNeededModels } from "./model/model-role.ts";
import { readNeededFeatures } from "./model/needed-feature.ts";
import { readRequirementSets } from "./model/requirement-set.ts";
import { readSpecModel } from "./model/spec-model.ts";
import { suiteCases } from "./model/suite-case.ts";
import { type Problem, Problems } from "./problem.ts";
import { Definitions } from "./schema/definitions.ts";
import { type Sources, SpecFiles } from "./source/spec-file.ts";
import { Engine } from "./validators/engine.ts";

/** What one run found and made. */
export interface Generated {
  /** The text of every generated file, by its path from the repository's root. */
  readonly files: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** Reads the specs of a repository and makes the text of every generated file. */
export async function generate(sources: Sources): Promise<Generated> {
  const problems = new Problems();
  const specs = new SpecFiles(sources, problems);
  const model = readSpecModel(specs);
  const definitions = new Definitions(specs);
  checkReferences(specs, [...model.apis, ...model.formats]);
  const exceptions = exceptionsIn(specs, model);
  const batchRecords = batchRecordsIn(specs);
  const control = controlSchemasIn(specs);
  const modules = [
    ...model.apis.flatMap((api) => api.operations.map((operation) => operationModule(definitions, operation))),
    ...model.formats.map((format) => formatModule(definitions, format)),
    exceptionModule(definitions, exceptions),
    batchModule(definitions, batchRecords),
    controlModule(definitions, control),
  ];
  const engine = new Engine(
    definitions,
    new Map(modules.map(({ path, exports }) => [path, new Map(exports.map(({ name, schema }) => [name, schema]))])),
    sources.cache,
  );
  const compiled = engine.compile();
  for (const { file, schema, error } of compiled.refused) definitions.refuse(schema, error, file);
  const schemas = new FileSchemas(specs);
  const owners = caseOwners(model);
  const checks = new Checks(engine, model.formats);
  const written = readAuthoredCases(specs, schemas, owners);
  // What breaks a constraint is told by the validators.
  const derived = compiled.refused.length > 0 ? [] : derivedCases({ files: specs, schemas, checks }, owners, written);
  const authored = [...written, ...derived];
  const sets = readRequirementSets(specs, schemas);
  const features = readNeededFeatures(specs, schemas);
  const models = readNeededModels(specs, schemas);
  const cases = suiteCases({ files: specs, sets, features, models }, owners, authored);
  checkFormats(specs, schemas, model.formats);
  for (const { success, conversation, guardrail } of model.apis.flatMap((api) => api.operations)) {
    if (success.sse) schemas.check(success.sse.stream, SSE_SCHEMA);
    if (conversation) schemas.check(conversation, CONVERSATION_SCHEMA);
    if (guardrail) schemas.check(guardrail, GUARDRAIL_SCHEMA);
  }
  checkMeanings(
    specs,
    schemas,
    model.apis.flatMap((api) => api.operations),
  );
  checkMemory(specs, schemas, model);
  checkMessages(specs, schemas);
  checkRequestRules(specs, schemas, model);
  // With schemas that cannot be compiled, the examples and cases prove nothing.
  if (compiled.refused.length === 0) {
    checkExamples(specs, schemas, checks, owners);
    checkAuthoredCases(specs, checks, authored);
  }
  if (problems.list().length > 0) return { files: new Map(), problems: problems.list() };
  const types = [
    ...(await emitSchemaTypes(specs, { model, exceptions, batchRecords })),
    await emitControlTypes(specs, control),
    await emitFormatDescription(specs),
  ];
  const files = new Map<string, string>([
    ...emitOperationTables(model),
    ["packages/wire/src/gen/event-streams.ts", emitEventStreams(model)],
    ["packages/wire/src/gen/messages.ts", emitMessages(specs)],
    ...emitExampleFiles(model),
    ["specs/gen/formats.md", emitFormatsPage(specs, model, cases)],
    ["specs/gen/families.md", emitFamiliesPage(specs, model, cases)],
    ...emitCaseIndex(sets, cases),
    ...emitCaseFiles(authored),
    ["packages/validators/src/gen/formats.ts", emitFormatList(specs, model)],
    ...model.formats.map((format) => emitDescription(model, format)),
    ["packages/validators/src/gen/sse-streams.ts", emitSseStreams(model)],
    ["packages/validators/src/gen/conversations.ts", emitConversations(model)],
    ["packages/validators/src/gen/guardrails.ts", emitGuardrails(model)],
    ["packages/validators/src/gen/meanings.ts", emitMeanings(specs, model)],
    ["packages/validators/src/gen/memory.ts", emitMemory(specs, model)],
    ["packages/validators/src/gen/endings.ts", emitEndings(specs)],
    ...emitLoaders(model),
    ...modules.flatMap((module) => {
      const schemas = compiled.files.get(module.path);
      return schemas ? [emitValidatorModule(module, schemas)] : [];
    }),
    ...[...compiled.shared].map(([module, schemas]) => emitSharedModule(module, schemas)),
    ...types,
    ...[...model.apis, ...model.formats].map((api) => emitOpenapiDocument(specs, api)),
    ...emitControlDocument(specs),
    emitFormatBodies(model),
    emitOperationTypes(model),
  ]);
  return { files, problems: problems.list() };
}
