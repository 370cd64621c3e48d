import { awsFixture, company } from '../../../test/contracts/aws-fixture.js';
import { describeSource } from '../../../test/contracts/source.js';
import { AwsFailure } from '../../sandbox/aws-identity-center/index.js';
import { attributeTypes } from './settings.js';

const broken = new AwsFailure('InternalServerException', 'Internal error', {}, 500);

describeSource('aws-identity-center', async () => {
  const fixture = await awsFixture(company);
  const { aws, source } = fixture;
  return {
    source,
    attributes: attributeTypes({ attributes: {} }),
    breakUsers: () => aws.refuse(/^ListUsers/, broken),
    breakMembers: group => aws.refuse(new RegExp(`^ListGroupMemberships .*${aws.groupId(group)}`), broken),
    garble: who => aws.corrupt(who, { UserStatus: 'FROZEN' }),
    remove: who => aws.remove(who),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
});
