import { answerDepartures, operationOf, requestDepartures } from './departures.js';
import { type DocumentName, documents, openDocument } from './documents.js';
import { type Exception, exceptions } from './exceptions.js';
import type { Exchange } from './wire.js';

/** What was held against a vendor's document so far. */
interface Tally {
  readonly document: DocumentName;
  readonly exchanges: number;
  /** operations met, whether the document has them or not */
  readonly used: ReadonlySet<string>;
  /** those that the document has: each request and each answer was held against it */
  readonly checked: ReadonlySet<string>;
  /** those that were never answered well: the tour saw refusals only */
  readonly onlyRefused: readonly string[];
  /** those that an exception was needed for */
  readonly excepted: ReadonlySet<string>;
  readonly unneeded: readonly Exception[];
}

export interface Contract {
  readonly tally: Tally;
  /** how these exchanges depart from the document, where no exception says that the document is wrong; each departure once */
  check(exchanges: readonly Exchange[]): readonly string[];
}

export async function openContract(document: DocumentName): Promise<Contract> {
  const api = await openDocument(documents[document]);
  const { nullIsAbsent } = documents[document];
  const own = exceptions.filter(exception => exception.documents.includes(document));
  const needed = new Set<Exception>();
  const [used, checked, excepted, answered] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()];
  let count = 0;

  function departures(exchange: Exchange): readonly string[] {
    const met = operationOf(api, exchange);
    const name = met?.name ?? `${exchange.method} ${exchange.url.split('?')[0]}`;
    used.add(name);
    if (exchange.status < 300) answered.add(name);
    if (met === undefined) return [`${name}: is not in the document`];
    checked.add(name);
    count += 1;

    const here = own.filter(({ operation }) => operation === name || operation === 'any');
    const allow = (exception: Exception) => {
      needed.add(exception);
      excepted.add(name);
    };
    const shape = exchange.status < 300 ? here.find(({ kind }) => kind !== 'differs') : undefined;
    if (shape !== undefined) allow(shape);
    const kind = shape === undefined || shape.kind === 'differs' ? 'one' : shape.kind;
    const all = [...requestDepartures(api, met, exchange), ...answerDepartures(api, met, exchange, kind, nullIsAbsent)];
    return all.flatMap(what => {
      const exception = here.find(each => each.kind === 'differs' && each.what === what);
      if (exception !== undefined) allow(exception);
      return exception === undefined ? [`${name}: ${what}`] : [];
    });
  }

  return {
    check: exchanges => [...new Set(exchanges.flatMap(departures))].sort(),
    get tally() {
      const onlyRefused = [...used.difference(answered)];
      const unneeded = own.filter(exception => !needed.has(exception));
      return { document, exchanges: count, used, checked, excepted, onlyRefused, unneeded };
    },
  };
}
