// Loaded before the program, with `node --import`, so that the program itself knows nothing of it. It names every point of a run
// that can be seen, in the order they come: what the run tells, what is sent and answered, what the state has kept.
// KILL_LIST=file writes the names down; KILL_AT=name ends the process there and then, with SIGKILL.
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { DatabaseSync, StatementSync } from 'node:sqlite';

const { KILL_AT, KILL_LIST, KILL_SYSTEMS = '' } = process.env;
/** host:port and what it is called, as `127.0.0.1:4711=jira,…` */
const systems = new Map(KILL_SYSTEMS.split(',').map(each => each.split('=')));
const times = new Map();

function passed(what) {
  const name = [...systems].reduce((text, [host, system]) => text.replaceAll(host, system), what);
  const time = (times.get(name) ?? 0) + 1;
  times.set(name, time);
  const point = `${name} #${time}`;
  if (KILL_LIST !== undefined) appendFileSync(KILL_LIST, `${point}\n`);
  if (point === KILL_AT) process.kill(process.pid, 'SIGKILL');
}

/** the run has its record; before that, a journal entry that is settled is one that an earlier run left open */
let isOpen = false;
const { stderr } = process;
const write = stderr.write.bind(stderr);
stderr.write = (chunk, ...rest) => {
  const event = eventIn(String(chunk));
  if (event?.kind === 'recordOpened') isOpen = true;
  if (event !== undefined) passed(`${event.kind} ${subjectOf(event)}`.trim());
  return write(chunk, ...rest);
};

function eventIn(text) {
  try {
    const { kind, ...event } = JSON.parse(text);
    return typeof kind === 'string' && kind !== 'warning' ? { kind, ...event } : undefined;
  } catch {
    return undefined; // for people
  }
}

const subjectOf = ({ source, target, stage, change, what, done }) =>
  [source ?? target, stage, change?.id, what, done].filter(part => part !== undefined).join(' ');

// nothing has left the process yet
subscribe('http.client.request.created', ({ request }) => passed(`send ${nameOf(request)}`));
// the kernel has it: the system will act, and nobody hears of it. What only reads can be asked again, whenever we die.
subscribe('http.client.request.start', ({ request }) => request.method !== 'GET' && passed(`sent ${nameOf(request)}`));
subscribe('http.client.response.finish', ({ request }) => request.method !== 'GET' && passed(`answer ${nameOf(request)}`));

const nameOf = request => `${request.method} ${request.getHeader('host')}${request.path}`;

/** Tables written since the transaction began; undefined outside of one, where each statement is one. */
let writing;
for (const method of ['run', 'get', 'all']) {
  const original = StatementSync.prototype[method];
  StatementSync.prototype[method] = function (...values) {
    const result = original.apply(this, values);
    const table = /^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+(\w+)/i.exec(this.sourceSQL)?.[1];
    if (table === undefined || /SET beatAt/.test(this.sourceSQL)) return result; // the heartbeat comes when it likes
    if (writing === undefined) kept(new Set([table]));
    else writing.add(table);
    return result;
  };
}
const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (sql) {
  exec.call(this, sql);
  if (/^BEGIN/.test(sql)) writing = new Set();
  if (!/^(COMMIT|ROLLBACK)/.test(sql)) return;
  const tables = writing ?? new Set();
  writing = undefined;
  if (sql === 'COMMIT') kept(tables);
};

/** What a run writes to its journal it tells, before and after. */
function kept(tables) {
  if (tables.has('changes') && !isOpen) passed('recovered');
  const others = [...tables].filter(table => table !== 'changes').toSorted();
  if (others.length > 0) passed(`kept ${others.join(' ')}`);
}
