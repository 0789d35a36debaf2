/** An expression is a sentence, not a program; these also keep the parser's and ClickHouse's stacks safe. */
export const limits = {
  textLength: 10_000,
  /** Height of the tree, and nesting of parentheses. */
  depth: 100,
  options: 1_000,
  stringLength: 1_000,
  nameLength: 128,
  windowDays: 3_650,
  sequenceSteps: 8,
  /** Of an expression with the audiences and tags it names put in their places. */
  expandedNodes: 20_000,
} as const;
