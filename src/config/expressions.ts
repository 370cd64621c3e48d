import {
  type ASTNode,
  type TypeError as CelTypeError,
  Environment,
  EvaluationError,
  ParseError,
  type ParseResult,
} from '@marcbachmann/cel-js';
import type { Evaluated, Expression } from '../model/rules.js';
import { addFunctions, BadPattern } from './cel-functions.js';
import { bad, type Checked, ok } from './complaint.js';
import { attributesIn, nodesOf } from './expression-inputs.js';
import { type AttributeTypes, attributeOf, celTypes, personViewClass, withOwnAttributes } from './person-view.js';
import { closest } from './suggest.js';

/** Compiles the expressions over one source's `user`. */
export interface Compiler {
  filter(text: string): Checked<Expression<boolean>>;
  attribute(text: string): Checked<Expression<string>>;
}

/** `types`: the attributes that the kind of source and the config declare; undefined where these are not known, and nothing of `user` is checked. */
export function compilerFor(types: AttributeTypes | undefined): Compiler {
  const known = types === undefined ? undefined : withOwnAttributes(types);
  const PersonView = personViewClass(known ?? {});
  const environment = addFunctions(new Environment());
  if (known === undefined) environment.registerVariable('user', 'dyn');
  else {
    const fields = Object.fromEntries(Object.entries(known).map(([name, type]) => [name, celTypes[type]]));
    environment.registerType('Person', { ctor: PersonView, fields }).registerVariable('user', 'Person');
  }

  const compile = <T>(
    text: string,
    type: 'bool' | 'string',
    isResult: (value: unknown) => value is T,
  ): Checked<Expression<T>> => {
    const parsed = parse(environment, text, type, known);
    if (parsed.kind === 'bad') return parsed;
    const named = attributesIn(parsed.value.ast);
    return ok({
      text,
      evaluate: person => evaluated(() => parsed.value({ user: new PersonView(person) }), isResult),
      inputs: person => named.map(name => ({ name, value: attributeOf(person, name) ?? null })),
    });
  };
  return {
    filter: text => compile(text, 'bool', value => typeof value === 'boolean'),
    attribute: text => compile(text, 'string', value => typeof value === 'string'),
  };
}

function evaluated<T>(run: () => unknown, isResult: (value: unknown) => value is T): Evaluated<T> {
  try {
    const value = run();
    return isResult(value) ? { kind: 'value', value } : { kind: 'failed', problem: `came out as ${typeof value}` };
  } catch (cause) {
    // what cel-js throws besides its own errors is still about this person's values, and must not end the run
    if (!(cause instanceof Error)) throw cause;
    return { kind: 'failed', problem: cause instanceof EvaluationError ? cause.summary : cause.message };
  }
}

function parse(
  environment: Environment,
  text: string,
  wanted: 'bool' | 'string',
  known: AttributeTypes | undefined,
): Checked<ParseResult> {
  try {
    const parsed = environment.parse(text);
    const refused = refusedCall(parsed.ast, text);
    if (refused !== undefined) return refused;
    const checked = parsed.check();
    if (!checked.valid) return celProblem(checked.error, text, known);
    if (checked.type === wanted || (checked.type === 'dyn' && known === undefined)) return ok(parsed);
    return bad(`this gives a ${checked.type ?? 'value'}, and must give a ${wanted}`, typeHint(wanted, checked.type));
  } catch (cause) {
    if (cause instanceof BadPattern) return bad(withCaret(cause.message, text, cause.range), cause.hint, cause.range.start);
    if (cause instanceof ParseError) return celProblem(cause, text, known);
    throw cause;
  }
}

function typeHint(wanted: 'bool' | 'string', actual: string | undefined): string {
  if (wanted === 'string')
    return actual === 'dyn' || actual === 'int' ? 'Wrap it: string(…).' : 'For example: user.firstName + " " + user.lastName';
  return 'Compare it with something: user.department == "IT"';
}

/** CEL's own functions that must not be used here, with what to write instead. */
function refusedCall(ast: ASTNode, text: string): Checked<never> | undefined {
  for (const node of nodesOf(ast)) {
    if (node.op === 'rcall' && node.args[0] === 'matches')
      return bad(
        withCaret('`matches` is not available: a slow pattern could hang a run', text, node),
        'Write re(text, "pattern") instead.',
        node.start,
      );
    if (node.op === 'call' && node.args[0] === 'has')
      return bad(
        withCaret('`has` would always be true: what a person lacks reads as ""', text, node),
        'Compare instead: user.x != ""',
        node.start,
      );
  }
  return undefined;
}

function celProblem(
  error: ParseError | CelTypeError | undefined,
  text: string,
  known: AttributeTypes | undefined,
): Checked<never> {
  if (error === undefined) return bad('this expression cannot be used');
  const message = withCaret(explained(error), text, error.range);
  return bad(message, hintOf(error, known), error.range?.start ?? 0);
}

const missingName = ({ code, summary }: ParseError | CelTypeError) => {
  if (code !== 'no_such_key' && code !== 'unknown_variable') return undefined;
  return { code, name: summary.slice(summary.indexOf(': ') + 2) } as const;
};

function explained(error: ParseError | CelTypeError): string {
  const missing = missingName(error);
  if (missing?.code === 'no_such_key') return `the source has no attribute "${missing.name}"`;
  if (missing !== undefined) return `there is nothing called "${missing.name}" here`;
  return error.summary.charAt(0).toLowerCase() + error.summary.slice(1);
}

function hintOf(error: ParseError | CelTypeError, known: AttributeTypes | undefined): string {
  const missing = missingName(error);
  if (missing === undefined) return 'The syntax is CEL: https://cel.dev. What it knows is `user`.';
  const near = closest(missing.name, Object.keys(known ?? {}));
  const meant = near === undefined ? '' : `Did you mean user.${near}? `;
  return missing.code === 'unknown_variable' && near === undefined
    ? 'Attributes are written user.…, and text stands in quotes.'
    : `${meant}Custom attributes are declared under the source: attributes: { ${missing.name}: string }.`;
}

/** The message, the line of the expression it is about, and a mark under the place. */
function withCaret(message: string, text: string, range: { readonly start: number; readonly end: number } | undefined): string {
  if (range === undefined) return message;
  const from = text.lastIndexOf('\n', range.start - 1) + 1;
  const end = text.indexOf('\n', range.start);
  const line = text.slice(from, end < 0 ? undefined : end);
  const width = Math.max(1, Math.min(range.end, from + line.length) - range.start);
  const mark = ' '.repeat(range.start - from) + '^'.repeat(width);
  return `${message}\n  ${line}\n  ${mark}`;
}
