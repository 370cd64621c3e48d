import {
  type ASTNode,
  type TypeError as CelTypeError,
  Environment,
  EvaluationError,
  ParseError,
  type ParseResult,
} from '@marcbachmann/cel-js';
import type { Evaluated, Expression } from '../model/rules.js';
import { addFunctions } from './cel-functions.js';
import { BadPattern } from './cel-patterns.js';
import { bad, type Checked, ok } from './complaint.js';
import { attributesIn, nodesOf } from './expression-inputs.js';
import { inWords, unexpected, type Words } from './expression-words.js';
import { conditionOf } from './filter-condition.js';
import { type AttributeTypes, attributeOf, celTypes, personViewClass, withOwnAttributes } from './person-view.js';
import { closest, nearestFirst } from './suggest.js';

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
    const condition = known === undefined || type === 'string' ? undefined : conditionOf(parsed.value.ast, textsIn(known));
    return ok({
      text,
      ...(condition === undefined ? {} : { condition }),
      evaluate: person => evaluated(() => parsed.value({ user: new PersonView(person) }), isResult),
      inputs: person => named.map(name => ({ name, value: attributeOf(person, name) ?? null })),
    });
  };
  return {
    filter: text => compile(text, 'bool', value => typeof value === 'boolean'),
    attribute: text => compile(text, 'string', value => typeof value === 'string'),
  };
}

const textsIn = (types: AttributeTypes) =>
  new Set(Object.entries(types).flatMap(([name, type]) => (type === 'string' ? [name] : [])));

function evaluated<T>(run: () => unknown, isResult: (value: unknown) => value is T): Evaluated<T> {
  try {
    const value = run();
    return isResult(value) ? { kind: 'value', value } : { kind: 'failed', problem: `came out as ${typeof value}` };
  } catch (cause) {
    // what cel-js throws besides its own errors is still about this person's values, and must not end the run
    if (!(cause instanceof Error)) throw cause;
    const problem = cause instanceof EvaluationError ? cause.summary : cause.message;
    return { kind: 'failed', problem: inWords(problem)?.message ?? problem };
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
    const refused = refusedCall(parsed.ast);
    if (refused !== undefined) return refused;
    const checked = parsed.check();
    if (!checked.valid) return celProblem(checked.error, text, known);
    if (checked.type === wanted || (checked.type === 'dyn' && known === undefined)) return ok(parsed);
    return bad(`this gives a ${checked.type ?? 'value'}, and must give a ${wanted}`, typeHint(wanted, checked.type));
  } catch (cause) {
    if (cause instanceof BadPattern) return marked(cause.message, cause.hint, cause.range);
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
function refusedCall(ast: ASTNode): Checked<never> | undefined {
  for (const node of nodesOf(ast)) {
    if (node.op === 'rcall' && node.args[0] === 'matches')
      return marked('`matches` is not available: a slow pattern could hang a run', 'Write re(text, "pattern") instead.', node);
    if (node.op === 'call' && node.args[0] === 'has')
      return marked('`has` would always be true: what a person lacks reads as ""', 'Compare instead: user.x != ""', node);
  }
  return undefined;
}

function celProblem(
  error: ParseError | CelTypeError | undefined,
  text: string,
  known: AttributeTypes | undefined,
): Checked<never> {
  if (error === undefined) return bad('this expression cannot be used');
  const { message, hint = SYNTAX } = wordsFor(error, text, known);
  return marked(message, hint, error.range ?? { start: 0, end: text.length });
}

const SYNTAX = 'The syntax is CEL: https://cel.dev. What it knows is `user`.';

const marked = (
  message: string,
  hint: string,
  { start, end }: { readonly start: number; readonly end: number },
): Checked<never> => bad(message, hint, start, end - start);

function wordsFor(error: ParseError | CelTypeError, text: string, known: AttributeTypes | undefined): Words {
  const { code, summary, range } = error;
  const name = summary.slice(summary.indexOf(': ') + 2);
  if (code === 'no_such_key') return noSuchAttribute(name, known);
  if (code === 'unknown_variable') return nothingCalled(name, known);
  if (range !== undefined && /^unexpected (token|character)/i.test(summary))
    return unexpected(text.slice(range.start, range.end).trim(), text.slice(0, range.start).trim());
  return inWords(summary) ?? { message: summary.charAt(0).toLowerCase() + summary.slice(1) };
}

function noSuchAttribute(name: string, known: AttributeTypes = {}): Words {
  const near = closest(name, Object.keys(known));
  const meant = near === undefined ? '' : `Did you mean user.${near}? `;
  return {
    message: `the source has no attribute "${name}"`,
    hint: `${meant}It has: ${nearestFirst(name, Object.keys(known))}. Others are declared under the source: attributes: { ${name}: string }.`,
  };
}

function nothingCalled(name: string, known: AttributeTypes = {}): Words {
  const message = `there is nothing called "${name}" here`;
  if (closest(name, ['user']) !== undefined) return { message, hint: 'Did you mean user?' };
  const near = closest(name, Object.keys(known));
  const hint = near === undefined ? 'Attributes are written user.…, and text stands in quotes.' : `Did you mean user.${near}?`;
  return { message, hint };
}
