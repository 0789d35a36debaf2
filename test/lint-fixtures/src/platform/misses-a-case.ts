// expect: typescript/switch-exhaustiveness-check
type Shape = { readonly type: 'circle' } | { readonly type: 'square' };

export const corners = (shape: Shape): number => {
  switch (shape.type) {
    case 'square':
      return 4;
  }
  return 0;
};
