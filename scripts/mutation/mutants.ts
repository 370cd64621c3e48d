import { operators } from './operators.js';
import { childrenOf, type Node, parse } from './tree.js';

/** One change of one place. */
export interface Mutant {
  /** over all mutated files, from 1 */
  readonly id: number;
  readonly file: string;
  /** from 1 */
  readonly line: number;
  /** the line as it stands in the file, trimmed: by it an equivalent mutant is known again when lines move */
  readonly code: string;
  /** the text that is replaced, and by what */
  readonly from: string;
  readonly to: string;
}

export interface Mutated {
  readonly mutants: readonly Mutant[];
  /** the file with all of its mutants in it, each behind its switch `__mutant(id)` */
  readonly source: string;
}

/** Every mutant of a file, and the file with each of them behind a switch, so that one compilation serves all. Pure. */
export function mutate(file: string, source: string, firstId: number): Mutated {
  const mutants: Mutant[] = [];
  const text = ({ start, end }: Node) => source.slice(start, end);
  const flat = (one: string) => one.replaceAll(/\s+/g, ' ');

  const switched = (node: Node, parent: Node | undefined): string => {
    const whole = rewritten(node);
    const changes = operators.flatMap(operator => operator(node, parent, text));
    const others = [...new Set(changes)].filter(change => change !== text(node));
    if (others.length === 0) return whole;
    const line = source.slice(0, node.start).split('\n').length;
    const code = source.split('\n')[line - 1]?.trim() ?? '';
    const cases = others.map(to => {
      const id = firstId + mutants.length;
      mutants.push({ id, file, line, code, from: flat(text(node)), to: flat(to) });
      return `__mutant(${id}) ? (${to}) : `;
    });
    return `(${cases.join('')}(${whole}))`;
  };

  /** The node's own text, with its children switched. */
  const rewritten = (node: Node): string => {
    let out = '';
    let at = node.start;
    for (const part of childrenOf(node)) {
      // a shorthand property `{ a }` has key and value in one place
      if (part.start < at) continue;
      out += source.slice(at, part.start) + switched(part, node);
      at = part.end;
    }
    return out + source.slice(at, node.end);
  };

  return { source: rewritten(parse(source)), mutants };
}
