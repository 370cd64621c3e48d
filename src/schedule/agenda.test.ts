import { describe, expect, it } from 'vitest';
import { syncName, targetName } from '../model/ids.js';
import { Agenda } from './agenda.js';

const schedule = (sync: string, ...targets: readonly string[]) => ({
  ...{ sync: syncName(sync), targets: targets.map(targetName) },
  ...{ cron: '* * * * *', timezone: undefined, jitterMs: 0 },
});

describe('the agenda (DESIGN §2: a run is for targets)', () => {
  it('makes one run of all that is due, each target once', () => {
    const agenda = new Agenda();
    agenda.note(schedule('staff', 'jira', 'wiki'));
    agenda.note(schedule('partners', 'wiki', 'git'));

    expect(agenda.take()).toEqual({ syncs: ['staff', 'partners'], targets: ['jira', 'wiki', 'git'] });
    expect(agenda.take()).toBeUndefined();
  });

  it('lets a target that runs wait for its next time, and takes the others', () => {
    const agenda = new Agenda();
    agenda.note(schedule('staff', 'jira'));
    agenda.take();

    expect(agenda.note(schedule('partners', 'jira', 'git'))).toEqual(['jira']);
    expect(agenda.note(schedule('staff', 'jira'))).toEqual(['jira']);
    expect(agenda.take()).toEqual({ syncs: ['partners'], targets: ['git'] });
  });

  it('takes a target again once its run has ended', () => {
    const agenda = new Agenda();
    agenda.note(schedule('staff', 'jira'));
    agenda.take();
    agenda.ended();

    expect(agenda.note(schedule('staff', 'jira'))).toEqual([]);
    expect(agenda.take()).toEqual({ syncs: ['staff'], targets: ['jira'] });
  });

  it('under other schedules keeps what they name too, and forgets the rest', () => {
    const agenda = new Agenda();
    agenda.note(schedule('staff', 'jira', 'wiki'));
    agenda.note(schedule('partners', 'git'));
    agenda.keepOnly([schedule('staff', 'jira', 'git')]);

    expect(agenda.take()).toEqual({ syncs: ['staff'], targets: ['jira'] });
    expect(agenda.isEmpty).toBe(true);
  });
});
