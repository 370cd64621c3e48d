import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/model/change.js';
import { abilities, account, command, FILLED, group, groupRef, never, read, refOf } from './steps.js';
import { type OpenWorld, sorted, type TargetWorld } from './world.js';

/** "No such thing", as others say it who stand before a product: none of them knows what is in it. */
const GATEWAYS = {
  'Azure API Management': { statusCode: 404, message: 'Resource not found' },
  Kubernetes: { kind: 'Status', status: 'Failure', message: 'the server could not find it', reason: 'NotFound', code: 404 },
  'a JSON:API gateway': { errors: [{ status: '404', title: 'Not Found' }] },
  'a GraphQL gateway': { errors: [{ message: 'Not Found' }] },
};

/** A 404 that means something else than "it is gone" (A3): what is still there was not ended, and is nowhere called so. */
export function doubtsNotFound(kind: string, openWith: OpenWorld): void {
  describe(`${kind} keeps the contract of targets: a 404 that means something else (A3)`, () => {
    it('a gateway before the product, of whatever make, ends nothing and makes nobody gone', async () => {
      await using world = await openWith(FILLED);
      const endings = await endingsOf(world);
      const before = world.byHand.content();

      for (const [gateway, body] of Object.entries(GATEWAYS)) {
        world.emulator.fail(/./, { kind: 'status', status: 404, body });
        for (const [what, ending] of Object.entries(endings))
          expect(await world.target.apply(ending, never), `${what} through ${gateway}`).toMatchObject({ kind: 'failed' });
        await expect(read(world), gateway).rejects.toThrow();
        world.emulator.heal();
      }

      expect(sorted(world.byHand.content())).toEqual(sorted(before));
    });

    it('a write that is answered "not found" about something that is there is a failure: it is looked up', async () => {
      await using world = await openWith(FILLED);
      const endings = await endingsOf(world);
      world.emulator.fail(world.wire.write, { kind: 'status', status: 404, body: world.words.missing });

      for (const [what, ending] of Object.entries(endings)) {
        const outcome = await world.target.apply(ending, never);
        expect(outcome, what).toMatchObject({ kind: 'failed', problem: expect.stringMatching(/^(could not|access not cut)/) });
      }
    });
  });
}

/** Each that takes something away. */
async function endingsOf(world: TargetWorld): Promise<Readonly<Record<string, Command>>> {
  const { ending, deleteUsers, deleteGroups } = await abilities(world);
  const directory = await read(world);
  const ref = refOf(account(directory, 'user2'));
  const from = groupRef(group(directory, 'outer'));
  const by = ending === 'revokeAccess' ? { by: ending } : {};
  return {
    'removing a member': command({ kind: 'removeMember', group: from, account: ref }),
    'ending an account': command({ kind: 'deactivateUser', account: ref, leaver: 'stated', ...by }),
    ...(deleteUsers && { 'deleting an account': command({ kind: 'deleteUser', account: ref, leaver: 'stated' }) }),
    ...(deleteGroups && { 'deleting a group': command({ kind: 'deleteGroup', group: from }) }),
  };
}
