/** A place in the config: keys and indices from the root. */
export type Path = readonly (string | number)[];

/** What is wrong, what to do about it, and where inside the text (in characters), from there on how far. */
interface Problem {
  readonly message: string;
  readonly hint?: string;
  readonly offset?: number;
  readonly length?: number;
}

/** A problem and its place. `at: 'key'` points to the key instead of its value. */
export interface Complaint extends Problem {
  readonly path: Path;
  readonly at?: 'key' | 'value';
}

export type Complain = (path: Path, problem: Problem & { readonly at?: 'key' | 'value' }) => void;

/** A value that was compiled, or why it could not be. */
export type Checked<T> = { readonly kind: 'ok'; readonly value: T } | ({ readonly kind: 'bad' } & Problem);

export const ok = <T>(value: T): Checked<T> => ({ kind: 'ok', value });
export const bad = (message: string, hint?: string, offset?: number, length?: number): Checked<never> => ({
  kind: 'bad',
  message,
  ...(hint === undefined ? {} : { hint }),
  ...(offset === undefined ? {} : { offset }),
  ...(length === undefined ? {} : { length }),
});

/** The value, or undefined after complaining. */
export function orComplain<T>(checked: Checked<T>, path: Path, complain: Complain): T | undefined {
  if (checked.kind === 'ok') return checked.value;
  const { kind: _, ...problem } = checked;
  complain(path, problem);
  return undefined;
}

/** `syncs[0].users.filter`, as a person would write it. */
export const pathText = (path: Path): string =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
