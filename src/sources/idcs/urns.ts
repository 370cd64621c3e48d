/** Schemas of a user's extensions (idcs.md §4, 2026-08). */
export const USER = 'urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User';
export const USER_STATE = 'urn:ietf:params:scim:schemas:oracle:idcs:extension:userState:User';
export const CUSTOM = 'urn:ietf:params:scim:schemas:idcs:extension:custom:User';
