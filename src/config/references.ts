import { Secret } from '../secrets.js';
import type { Complain, Complaint, Path } from './complaint.js';
import { openReference, type Scheme, type SecretContext, schemes } from './secret-sources.js';

/** What a string of the config is for: that decides which references it may hold. */
export type Role = 'secret' | 'expression' | 'text';

export interface Resolved {
  readonly value: unknown;
  readonly secrets: readonly Secret[];
  /** where a secret stands in the file in clear */
  readonly literals: readonly Path[];
  readonly complaints: readonly Complaint[];
  /** what variables brought into texts → how that is written in the file */
  readonly inserted: ReadonlyMap<string, string>;
}

const whole = /^\$\{(env|file|command|credential):([^}]+)\}$/;
const anywhere = /\$\{([A-Za-z_][\w.-]*)(?::([^}]*))?\}/g;

/** Replaces each `${…}` by what it stands for. Secrets become `Secret` here, and nothing else ever sees their text. */
export async function resolveReferences(
  value: unknown,
  role: (path: Path) => Role,
  context: SecretContext & { readonly withoutSecrets?: boolean | undefined },
): Promise<Resolved> {
  const secrets: Secret[] = [];
  const literals: Path[] = [];
  const complaints: Complaint[] = [];
  const inserted = new Map<string, string>();
  const complain: Complain = (path, problem) => complaints.push({ path, ...problem });

  const secretOf = async (text: string, path: Path): Promise<Secret> => {
    const [, scheme, name] = whole.exec(text) ?? [];
    if (isScheme(scheme) && name !== undefined && context.withoutSecrets === true) return new Secret('');
    if (isScheme(scheme) && name !== undefined) {
      const opened = await openReference(scheme, name.trim(), context);
      if (opened.kind === 'bad')
        complain(path, { message: opened.message, ...(opened.hint === undefined ? {} : { hint: opened.hint }) });
      const secret = new Secret(opened.kind === 'ok' ? opened.value : '');
      if (opened.kind === 'ok') secrets.push(secret);
      return secret;
    }
    if (text.matchAll(anywhere).some(([, scheme]) => isScheme(scheme)))
      complain(path, { message: 'a reference to a secret stands alone', hint: `Write nothing before or after \${…}.` });
    else literals.push(path);
    const secret = new Secret(text);
    secrets.push(secret);
    return secret;
  };

  const walk = async (node: unknown, path: Path): Promise<unknown> => {
    const as = role(path);
    if (as === 'secret' && (typeof node === 'number' || typeof node === 'boolean')) {
      complain(path, { message: `a secret is text, and YAML reads this as a ${typeof node}`, hint: 'Put it in quotes.' });
      return new Secret('');
    }
    if (typeof node === 'string') {
      if (as === 'secret') return secretOf(node, path);
      return as === 'expression'
        ? refuseReferences(node, path, complain)
        : insertVariables(node, path, context, { complain, inserted });
    }
    if (Array.isArray(node)) return Promise.all(node.map((item, at) => walk(item, [...path, at])));
    if (typeof node !== 'object' || node === null) return node;
    const entries = await Promise.all(
      Object.entries(node).map(async ([key, item]) => [key, await walk(item, [...path, key])] as const),
    );
    return Object.fromEntries(entries);
  };

  return { value: await walk(value, []), secrets, literals, complaints, inserted };
}

const isScheme = (text: string | undefined): text is Scheme => schemes.some(scheme => scheme === text);

function refuseReferences(text: string, path: Path, complain: Complain): string {
  for (const { 0: reference, 1: scheme, index } of text.matchAll(anywhere))
    if (isScheme(scheme))
      complain(path, { message: `an expression cannot hold ${reference}`, hint: 'Write the value itself.', offset: index });
  return text;
}

/** `${env:NAME}` may stand anywhere in a text; the other three are for secrets. */
function insertVariables(
  text: string,
  path: Path,
  { env }: SecretContext,
  { complain, inserted }: { readonly complain: Complain; readonly inserted: Map<string, string> },
): string {
  return text.replace(anywhere, (reference: string, scheme: string, name: string | undefined) => {
    if (scheme === 'env' && name !== undefined) {
      const found = env[name];
      if (found !== undefined) {
        inserted.set(found, reference);
        return found;
      }
      complain(path, { message: `the environment variable ${name} is not set`, hint: `Set ${name}, or write the value itself.` });
    } else if (isScheme(scheme) && name !== undefined)
      complain(path, { message: `${reference} can only stand in a secret's setting`, hint: `Here \${env:NAME} can be used.` });
    else
      complain(path, {
        message: `${reference} is not a reference`,
        hint: `For an environment variable write \${env:${scheme}}.`,
      });
    return reference;
  });
}
