/**
 * Schema 1. Columns are named as the fields of store.ts; `json` beside a column: parsed when read. Times are ISO 8601 in UTC
 * with milliseconds, so that they compare as text.
 */
export const firstSchema = `
CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  command TEXT NOT NULL,
  attended INTEGER NOT NULL,
  startedAt TEXT NOT NULL,
  "by" TEXT NOT NULL,
  reason TEXT,
  toolVersion TEXT NOT NULL,
  configFingerprint TEXT NOT NULL,
  endedAt TEXT,
  result TEXT NOT NULL DEFAULT 'open',
  summary TEXT -- json
) STRICT;
CREATE INDEX runsByEnd ON runs (endedAt);

CREATE TABLE changes (
  run INTEGER NOT NULL REFERENCES runs (id),
  seq INTEGER NOT NULL,
  target TEXT NOT NULL,
  change TEXT NOT NULL, -- json
  intendedAt TEXT NOT NULL,
  ended TEXT, -- the outcome's kind, or 'uncertain'
  outcome TEXT, -- json
  endedAt TEXT,
  PRIMARY KEY (run, seq)
) STRICT;
CREATE INDEX changesApplied ON changes (target, endedAt) WHERE ended = 'applied';
CREATE INDEX changesByTarget ON changes (target, run, ended);
CREATE INDEX changesOpen ON changes (run) WHERE ended IS NULL OR ended = 'uncertain';

CREATE TABLE links (
  target TEXT NOT NULL,
  person TEXT NOT NULL,
  account TEXT NOT NULL,
  owner TEXT,
  how TEXT NOT NULL,
  "values" TEXT NOT NULL, -- json
  status TEXT NOT NULL,
  deactivatedAt TEXT,
  accessCutAt TEXT,
  owed TEXT NOT NULL, -- json
  since TEXT NOT NULL,
  PRIMARY KEY (target, person)
) STRICT;
-- one person of each provider; the provider stands before the separator (C4)
CREATE UNIQUE INDEX linksByAccount ON links (target, account, substr(person, 1, instr(person, char(31)))) WHERE status = 'open';

CREATE TABLE managedGroups (
  target TEXT NOT NULL,
  "group" TEXT NOT NULL,
  name TEXT NOT NULL,
  how TEXT NOT NULL,
  "from" TEXT NOT NULL, -- json
  run INTEGER,
  since TEXT NOT NULL,
  PRIMARY KEY (target, "group")
) STRICT;

CREATE TABLE ledger (
  target TEXT NOT NULL,
  "group" TEXT NOT NULL,
  account TEXT NOT NULL,
  "by" TEXT NOT NULL, -- json
  PRIMARY KEY (target, "group", account)
) STRICT, WITHOUT ROWID;

CREATE TABLE sightings (
  provider TEXT NOT NULL,
  person TEXT NOT NULL,
  sync TEXT NOT NULL,
  since TEXT NOT NULL,
  reads INTEGER NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (provider, person, sync)
) STRICT;

CREATE TABLE sourceCounts (
  provider TEXT NOT NULL PRIMARY KEY,
  source TEXT NOT NULL,
  readAt TEXT NOT NULL,
  people INTEGER NOT NULL,
  groups INTEGER NOT NULL,
  asked TEXT
) STRICT;

-- nobody is in it: purge need not look here, and the next whole read brings it again
CREATE TABLE wishes (
  target TEXT NOT NULL,
  sync TEXT NOT NULL,
  readAt TEXT NOT NULL,
  rules TEXT NOT NULL,
  groups TEXT NOT NULL, -- json
  PRIMARY KEY (target, sync)
) STRICT;

CREATE TABLE identities (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  identity TEXT NOT NULL,
  PRIMARY KEY (kind, name)
) STRICT;

CREATE TABLE reads (
  run INTEGER NOT NULL, -- may be forgotten, while what was read still counts
  kind TEXT NOT NULL,
  system TEXT NOT NULL,
  readAt TEXT NOT NULL,
  whole INTEGER NOT NULL,
  result TEXT NOT NULL, -- json
  PRIMARY KEY (run, kind, system)
) STRICT;
CREATE INDEX readsBySystem ON reads (kind, system, whole, run);

CREATE TABLE waiting (
  target TEXT NOT NULL,
  seq INTEGER NOT NULL,
  changeId TEXT NOT NULL, -- two guards may hold one change
  change TEXT NOT NULL, -- json
  why TEXT NOT NULL,
  guard TEXT,
  reason TEXT NOT NULL,
  allow TEXT,
  since TEXT NOT NULL,
  run INTEGER NOT NULL,
  PRIMARY KEY (target, seq)
) STRICT;

CREATE TABLE pauses (
  target TEXT, -- NULL: every target
  level TEXT NOT NULL,
  until TEXT,
  reason TEXT,
  "by" TEXT NOT NULL,
  since TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX pausesByTarget ON pauses (coalesce(target, ''));

CREATE TABLE pins (
  target TEXT NOT NULL,
  key TEXT NOT NULL,
  change TEXT NOT NULL, -- json
  run INTEGER NOT NULL,
  undid INTEGER NOT NULL,
  configFingerprint TEXT NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (target, key)
) STRICT;

CREATE TABLE facts (
  target TEXT NOT NULL,
  fact TEXT NOT NULL, -- json, its fields always in the same order
  learnedAt TEXT NOT NULL,
  PRIMARY KEY (target, fact)
) STRICT;

CREATE TABLE keys (
  name TEXT NOT NULL PRIMARY KEY,
  key BLOB NOT NULL
) STRICT;

CREATE TABLE lock (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  token TEXT NOT NULL,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  command TEXT NOT NULL,
  since TEXT NOT NULL,
  world TEXT, -- which pids count there
  started TEXT, -- when the process started, in that world's own measure
  beatAt TEXT NOT NULL
) STRICT;
`;
