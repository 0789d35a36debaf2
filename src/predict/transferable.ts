/**
 * The buffers of all typed arrays inside plain data, each once: giving them away moves the data to another thread
 * instead of copying it. The giver's arrays are empty afterwards.
 */
export const buffersOf = (data: unknown): ArrayBuffer[] => {
  const buffers = new Set<ArrayBuffer>();
  const visit = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
    } else if (Array.isArray(value)) {
      if (typeof value[0] === 'object') value.forEach(visit);
    } else if (typeof value === 'object' && value !== null) {
      Object.values(value).forEach(visit);
    }
  };
  visit(data);
  return [...buffers];
};
