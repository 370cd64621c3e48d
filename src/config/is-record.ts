/** Whether something that was parsed is a section: keys and values, and no list. */
export const isRecord = (node: unknown): node is Readonly<Record<string, unknown>> =>
  typeof node === 'object' && node !== null && !Array.isArray(node);
