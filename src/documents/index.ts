export type {
  DocumentContent,
  DocumentKey,
  DocumentProblem,
  DocumentState,
  DocumentVersion,
  Reference,
} from './document.ts';
export { compileEventCondition, eventConditionProblems, eventPropertySql } from './event-condition.ts';
export { expressionProblems } from './expression-problems.ts';
export type { Expression } from './expression/ast.ts';
export { check, type Catalogue, type Checked } from './expression/check.ts';
export { evaluate, holds, type History } from './expression/evaluate.ts';
export { expand } from './expression/expand.ts';
export { format, formatEvent } from './expression/format.ts';
export type { AudienceMeaning, Meanings, PeopleQuery, Sql, TagMeaning } from './expression/meanings.ts';
export { referencesOf, type ExpressionReferences } from './expression/nodes.ts';
export { parse, type Parsed } from './expression/parse.ts';
export { expressionText, parseExpression } from './expression/parse-expression.ts';
export { fromStructured, type FromStructured } from './expression/structured/from-structured.ts';
export type { Json, Structured, StructuredNode, Written } from './expression/structured/structured.ts';
export { toStructured } from './expression/structured/to-structured.ts';
export { isError, renderProblem, type ExpressionProblem } from './expression/problem.ts';
export type { AttributeOf, HistoryEvent } from './expression/property-value.ts';
export { compileCondition, compileSet, type CompileArgs, type CompiledSet } from './expression/sql/compile-set.ts';
export type { EventSource } from './expression/sql/scan.ts';
export { compileStaged, type StagedSet } from './expression/sql/staged.ts';
export { defineKind, type CheckContext, type Kind } from './kind.ts';
export { eventsOf, isOverEvents, type Typed, type TypedSequence, type TypedWindow, walk } from './expression/typed.ts';
export { createRegistry, type Registry } from './registry.ts';
export { documentRoutes } from './routes/document-routes.ts';
export { documentMigrations } from './store/migrations.ts';
export type { PublishResult } from './store/publish.ts';
export { afterChange } from './store/after-change.ts';
export { createDocumentStore, type DocumentStore } from './store/store.ts';
export { applyDocuments, type Applied, type ApplyResult } from './yaml/apply.ts';
export { documentYaml, exportYaml } from './yaml/export-yaml.ts';
export { parseYaml, type ParsedYaml, type YamlDocument } from './yaml/parse-yaml.ts';
