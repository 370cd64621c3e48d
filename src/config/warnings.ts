import { stat } from 'node:fs/promises';
import type { Complaint, Path } from './complaint.js';

/** What is allowed, but should be known: secrets in clear, connections in clear. */
export async function warningsOf(
  file: string,
  sections: readonly Section[],
  literals: readonly Path[],
): Promise<readonly Complaint[]> {
  return [
    ...sections.flatMap(inClear),
    ...literals.map(literalSecret),
    ...(literals.length > 0 ? await readableByOthers(file) : []),
  ];
}

export interface Section {
  readonly path: Path;
  readonly raw: Readonly<Record<string, unknown>>;
}

function inClear({ path, raw: { url, startTls } }: Section): Complaint[] {
  if (typeof url !== 'string' || !URL.canParse(url)) return [];
  const { protocol, hostname } = new URL(url);
  const isClear = protocol === 'http:' || (protocol === 'ldap:' && startTls !== true);
  if (!isClear || isLoopback(hostname)) return [];
  const plain = protocol.slice(0, -1);
  return [
    {
      path: [...path, 'url'],
      message: `${hostname} is spoken to over plain ${plain}: the credential can be read on the way`,
      hint: `Use ${plain}s://${plain === 'ldap' ? ', or `startTls: true`' : ''}, with \`ca:\` if the certificate is your own.`,
    },
  ];
}

const isLoopback = (host: string) =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host);

const literalSecret = (path: Path): Complaint => ({
  path,
  message: `${path.at(-1) ?? 'the secret'} stands in the file in clear`,
  hint: `Write \${env:NAME}, \${file:PATH}, \${command:…} or \${credential:NAME} instead.`,
});

async function readableByOthers(file: string): Promise<Complaint[]> {
  const mode = await stat(file).then(
    found => found.mode,
    () => 0,
  );
  if ((mode & 0o044) === 0) return [];
  return [{ path: [], message: 'others can read this file, and it holds a secret', hint: `Run: chmod 600 ${file}` }];
}
