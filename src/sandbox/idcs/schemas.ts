import {
  type Attribute,
  type AttributeType,
  complex,
  extension,
  list,
  plain,
  type ResourceSchema,
  simple,
  texts,
} from './schema.js';

export const USER_EXTENSION = 'urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User';
export const STATE_EXTENSION = 'urn:ietf:params:scim:schemas:oracle:idcs:extension:userState:User';
export const ENTERPRISE_EXTENSION = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const CUSTOM_EXTENSION = 'urn:ietf:params:scim:schemas:idcs:extension:custom:User';
export const GROUP_EXTENSION = 'urn:ietf:params:scim:schemas:oracle:idcs:extension:group:Group';
export const DYNAMIC_EXTENSION = 'urn:ietf:params:scim:schemas:oracle:idcs:extension:dynamic:Group';

const META = complex(
  'meta',
  'default',
  ...simple('default', 'resourceType created:dateTime* lastModified:dateTime* version location'),
);
const ACTOR = simple('default', 'value $ref display type');

/** Custom attributes depend on their definition; here they come by default and may be searched. */
export const userSchema = (custom: readonly Attribute[]): ResourceSchema => ({
  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
  name: 'User',
  attributes: custom.length === 0 ? USER : [...USER, extension(CUSTOM_EXTENSION, ...custom)],
});

export const customAttribute = (name: string, type: AttributeType): Attribute => ({
  ...plain(name, type, 'default'),
  searchable: true,
});

const USER: Attribute[] = [
  texts('schemas', 'default'),
  ...simple('always', 'id*! userName*'),
  ...simple(
    'default',
    'ocid*! externalId*! active:boolean* displayName* nickName title* userType* locale preferredLanguage timezone',
  ),
  ...simple('default', 'deleteInProgress:boolean*'),
  complex('name', 'default', ...simple('default', 'formatted givenName* middleName familyName* honorificPrefix honorificSuffix')),
  list('emails', 'default', ...simple('default', 'value* type* primary:boolean* secondary:boolean verified:boolean')),
  list('phoneNumbers', 'default', ...simple('default', 'value* type* primary:boolean')),
  list(
    'addresses',
    'default',
    ...simple('default', 'formatted streetAddress locality region postalCode country type primary:boolean'),
  ),
  list(
    'groups',
    'request',
    ...simple('always', 'value*!'),
    ...simple('default', '$ref display* ocid membershipOcid dateAdded:dateTime externalId nonUniqueDisplay'),
    ...simple('request', 'type'),
  ),
  META,
  complex('idcsCreatedBy', 'default', ...ACTOR),
  complex('idcsLastModifiedBy', 'default', ...ACTOR),
  ...simple('never', 'password'),
  extension(
    USER_EXTENSION,
    ...simple('default', 'isFederatedUser:boolean* provider serviceUser:boolean*'),
    ...simple('request', 'status creationMechanism* groupMembershipLastModified:dateTime'),
    list('accounts', 'request', ...simple('default', 'value*! appId*! name active:boolean')),
    list('grants', 'request', ...simple('default', 'value*! appId*! grantMechanism grantorId')),
    list('appRoles', 'request', ...simple('default', 'value*! display* type appId*! appName adminRole:boolean')),
  ),
  extension(
    STATE_EXTENSION,
    complex('locked', 'default', ...simple('default', 'on:boolean* reason:integer lockDate:dateTime')),
    ...simple('request', 'lastSuccessfulLoginDate:dateTime*'),
  ),
  extension(
    ENTERPRISE_EXTENSION,
    ...simple('default', 'department* employeeNumber* costCenter division organization'),
    complex('manager', 'default', ...simple('default', 'value*! displayName')),
  ),
];

const MEMBERS = list(
  'members',
  'request',
  ...simple('always', 'value*! ocid'),
  ...simple('default', '$ref display name type* dateAdded:dateTime membershipOcid'),
);

export const GROUP_SCHEMA: ResourceSchema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  attributes: [
    texts('schemas', 'default'),
    ...simple('always', 'id*! displayName* nonUniqueDisplayName*'),
    ...simple('default', 'ocid*! externalId*!'),
    MEMBERS,
    META,
    extension(
      GROUP_EXTENSION,
      ...simple('default', 'description'),
      list('owners', 'request', ...simple('default', 'value type display')),
      list('appRoles', 'request', ...simple('default', 'value display appId')),
      list('grants', 'request', ...simple('default', 'value appId grantMechanism')),
    ),
    extension(DYNAMIC_EXTENSION, ...simple('default', 'membershipType* membershipRule')),
  ],
};

export const GRANT_SCHEMA: ResourceSchema = {
  id: 'urn:ietf:params:scim:schemas:oracle:idcs:Grant',
  name: 'Grant',
  attributes: [
    texts('schemas', 'default'),
    ...simple('always', 'id*!'),
    ...simple('default', 'grantMechanism* isFulfilled:boolean*'),
    complex('grantee', 'default', ...simple('default', 'value*! type*'), ...simple('request', 'display')),
    complex('app', 'default', ...simple('default', 'value*!'), ...simple('request', 'display')),
    complex('entitlement', 'default', ...simple('default', 'attributeName* attributeValue*')),
    META,
  ],
};

export const APP_SCHEMA: ResourceSchema = {
  id: 'urn:ietf:params:scim:schemas:oracle:idcs:App',
  name: 'App',
  attributes: [
    texts('schemas', 'default'),
    ...simple('always', 'id*! displayName*'),
    ...simple('default', 'active:boolean*'),
    list('accounts', 'request', ...simple('default', 'value active:boolean'), ...simple('request', 'ownerId')),
    META,
  ],
};

export const ROLE_SCHEMA: ResourceSchema = {
  id: 'urn:ietf:params:scim:schemas:oracle:idcs:AppRole',
  name: 'AppRole',
  attributes: [
    texts('schemas', 'default'),
    ...simple('always', 'id*! displayName*'),
    complex('app', 'default', ...simple('default', 'value*! display')),
    MEMBERS,
    META,
  ],
};
