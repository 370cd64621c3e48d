import type { ChalkInstance } from 'chalk';

/** How to print: columns of the terminal, whether long lists are unfolded, and a chalk whose level the command line decided. */
export interface Paper {
  readonly width: number;
  readonly full: boolean;
  readonly chalk: ChalkInstance;
}

/** What colour says; each of these reads without colour too. */
export type Tone = 'plain' | 'strong' | 'faint' | 'added' | 'changed' | 'removed' | 'held' | 'alarm' | 'hint';

/** Colours a finished piece of text: widths are settled before. */
export function paint({ chalk }: Pick<Paper, 'chalk'>, tone: Tone, text: string): string {
  switch (tone) {
    case 'plain':
      return text;
    case 'strong':
      return chalk.bold(text);
    case 'faint':
      return chalk.dim(text);
    case 'added':
      return chalk.green(text);
    case 'changed':
      return chalk.yellow(text);
    case 'removed':
      return chalk.red(text);
    case 'held':
      return chalk.magenta(text);
    case 'alarm':
      return chalk.bold.red(text);
    case 'hint':
      return chalk.cyan(text);
  }
}
