import { z } from 'zod';
import { exactly } from '../agreement.js';
import type { Database } from '../database.js';
import { PersonKeyText, ProviderIdText, SourceNameText, SyncNameText } from '../id-schema.js';
import type { Sighting, SourceCount, StateStore } from '../store.js';

const count = z.int().nonnegative();

export const SightingRow = exactly<Sighting>()(
  z.object({ person: PersonKeyText, sync: SyncNameText, since: z.string(), reads: count, why: z.string() }),
);

const countFields = { provider: ProviderIdText, source: SourceNameText, readAt: z.string(), people: count, groups: count };
export const SourceCountSchema = exactly<SourceCount>()(z.object({ ...countFields, only: z.string().exactOptional() }));

const SourceCountRow = z
  .object({ ...countFields, asked: z.string().nullable() })
  .transform(({ asked, ...row }): SourceCount => (asked === null ? row : { ...row, only: asked }));

/** What is remembered of the sources: who was seen missing (U2), and how much a good read held. */
export const sourceTables = (db: Database) =>
  ({
    async sightings(provider) {
      return db.all(
        SightingRow,
        'SELECT person, sync, since, reads, why FROM sightings WHERE provider = ? ORDER BY person, sync',
        provider,
      );
    },

    async putSightings(provider, sightings) {
      db.atomically(() => {
        db.run('DELETE FROM sightings WHERE provider = ?', provider);
        for (const { person, sync, since, reads, why } of sightings)
          db.run(
            'INSERT INTO sightings (provider, person, sync, since, reads, why) VALUES (?, ?, ?, ?, ?, ?)',
            provider,
            person,
            sync,
            since,
            reads,
            why,
          );
      });
    },

    async sourceCount(provider) {
      return db.get(SourceCountRow, 'SELECT * FROM sourceCounts WHERE provider = ?', provider);
    },

    async putSourceCount({ provider, source, readAt, people, groups, only }) {
      db.run(
        // a plan that was saved earlier brings an older count
        `INSERT INTO sourceCounts (provider, source, readAt, people, groups, asked) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (provider) DO UPDATE SET source = excluded.source, readAt = excluded.readAt, people = excluded.people,
           groups = excluded.groups, asked = excluded.asked WHERE excluded.readAt >= sourceCounts.readAt`,
        provider,
        source,
        readAt,
        people,
        groups,
        only ?? null,
      );
    },
  }) satisfies Partial<StateStore>;
