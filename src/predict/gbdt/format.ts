import { z } from 'zod';

/**
 * How a booster is trained. Symbols as in Chen & Guestrin, "XGBoost" (KDD 2016): η = learningRate, λ = l2, γ = minGain;
 * minHessian is their min_child_weight.
 */
export const gbdtParametersSchema = z.strictObject({
  loss: z.enum(['logistic', 'squared']),
  /** Most trees; early stopping may keep fewer. */
  trees: z.int().min(1).max(5000),
  /** Most splits between root and leaf. */
  depth: z.int().min(1).max(12),
  learningRate: z.number().gt(0).max(1),
  l2: z.number().min(0),
  minHessian: z.number().min(0),
  minGain: z.number().min(0),
  /** Share of rows each tree is grown on. */
  subsample: z.number().gt(0).max(1),
  /** Share of features each tree may use. */
  columnSample: z.number().gt(0).max(1),
  /** Most bins of a feature, besides the bin of missing values. */
  maxBins: z.int().min(2).max(255),
  /** Trees without a better validation loss after which training stops; 0 never stops early. */
  patience: z.int().min(0),
  seed: z.string(),
});
export type GbdtParameters = Readonly<z.infer<typeof gbdtParametersSchema>>;

export const defaultGbdtParameters: GbdtParameters = {
  loss: 'logistic',
  trees: 120,
  depth: 5,
  learningRate: 0.1,
  l2: 1,
  minHessian: 1,
  minGain: 0,
  subsample: 1,
  columnSample: 1,
  maxBins: 255,
  patience: 20,
  seed: 'gyre',
};

/**
 * One tree as parallel arrays over its nodes; node 0 is the root, children come after their parent.
 * A row at an inner node goes left when `x[feature] <= threshold`, or, when x is missing, where `missingLeft` says.
 */
export const treeSchema = z.strictObject({
  /** Index into the model's features; -1 marks a leaf. */
  feature: z.array(z.int().min(-1)),
  threshold: z.array(z.number()),
  missingLeft: z.array(z.union([z.literal(0), z.literal(1)])),
  /** Node index of each child; 0 at a leaf. */
  left: z.array(z.int().min(0)),
  right: z.array(z.int().min(0)),
  /** What a leaf adds to the margin (shrinkage included); 0 at an inner node. */
  value: z.array(z.number()),
  /** Sum of the weights of the training rows that reached the node: TreeSHAP's weighting. */
  cover: z.array(z.number().min(0)),
  /** Loss reduction of the split; 0 at a leaf. */
  gain: z.array(z.number()),
});
export type Tree = z.infer<typeof treeSchema>;

/**
 * The portable form of a booster: margin(x) = baseMargin + Σ trees leaf(x); the prediction is 1/(1+exp(-margin)) for
 * the logistic loss and the margin itself for the squared loss. Anybody can score it from this description alone.
 */
export const gbdtModelSchema = z
  .strictObject({
    format: z.literal('gyre-gbdt'),
    version: z.literal(1),
    features: z.array(z.string()),
    baseMargin: z.number(),
    parameters: gbdtParametersSchema,
    trees: z.array(treeSchema),
  })
  .superRefine((model, context) => {
    model.trees.forEach((tree, t) => {
      const flaw = treeFlaw(tree, model.features.length);
      if (flaw) context.addIssue({ code: 'custom', path: ['trees', t], message: flaw });
    });
  });
export type GbdtModel = z.infer<typeof gbdtModelSchema>;

/** What is wrong with a tree's structure, if anything: a walk from the root must stay inside and must end. */
const treeFlaw = (tree: Tree, features: number): string | undefined => {
  const nodes = tree.feature.length;
  if (nodes === 0) return 'a tree needs at least one node';
  if (Object.values(tree).some((column) => column.length !== nodes)) return 'the node arrays differ in length';
  for (let node = 0; node < nodes; node++) {
    const feature = tree.feature[node] ?? -1;
    if (feature < 0) continue;
    if (feature >= features) return `node ${node} splits on feature ${feature}, the model has ${features}`;
    for (const child of [tree.left[node] ?? 0, tree.right[node] ?? 0]) {
      if (child <= node || child >= nodes) return `node ${node} has the child ${child}, which must come after it`;
    }
  }
  return undefined;
};
