import { Unavailable } from '../../errors.js';
import type { HttpReply } from '../../http/client.js';

/** Which product answers, as its header says: a Crowd, or a Jira that acts as one. */
export interface Product {
  readonly name: 'Crowd' | 'Jira';
  readonly version: string;
}

export interface Inspector {
  /** Throws when an answer is not what it seems. */
  inspect(reply: HttpReply): void;
  /** undefined: no answer has named it yet */
  product(): Product | undefined;
}

/**
 * Each answer of the REST family names its product (`X-Embedded-Crowd-Version: Crowd/6.3.1`, `JIRA/10.3.24`; the vendor's own
 * client refuses every answer that does not: RestExecutor of crowd-integration-client-rest, seen in code, November 2026). Many
 * writes are answered with an empty 2xx, which a gateway says as easily: where answers named the product, they all must.
 */
export function inspector(system: string): Inspector {
  let seen: Product | undefined;
  return {
    product: () => seen,
    inspect({ status, headers, body }) {
      const named = productOf(headers['x-embedded-crowd-version']);
      if (named !== undefined) seen = named;
      else if (seen !== undefined && status < 300 && body === undefined)
        throw new Unavailable(
          `${system} did not answer itself: the empty ${status} lacks the headers of its other answers`,
          'Look whether a proxy or a gateway answers in its place.',
        );
    },
  };
}

function productOf(header: string | string[] | undefined): Product | undefined {
  const [, name = '', version = ''] = /^([^/]+)\/(.+)$/.exec(String(header ?? '')) ?? [];
  if (name === '') return undefined;
  return { name: /jira/i.test(name) ? 'Jira' : 'Crowd', version };
}
