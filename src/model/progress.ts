/** Called while reading: what is being read, how many so far, how many in all where the vendor tells. */
export type OnProgress = (progress: { readonly what: string; readonly done: number; readonly total?: number }) => void;

export interface ReadOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: OnProgress;
}
