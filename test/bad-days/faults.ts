import type { Fault } from '../../src/sandbox/server.js';

/** One way in which a system answers badly, whichever it is. */
export interface Bad {
  readonly name: string;
  readonly fault: Fault;
  /** it is about our credential or permission, so it is no matter of one list alone */
  readonly denies?: true;
  /** key words of what an admin reads: what happened … */
  readonly says: RegExp;
  /** … and what to do */
  readonly todo: RegExp;
}

export const LOGIN_PAGE = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>';
const BAD_GATEWAY = '<html><body>Bad Gateway</body></html>';

export const status = (code: number, body?: unknown, headers: Record<string, string> = {}): Fault => ({
  ...{ kind: 'status', status: code, headers },
  ...(body === undefined ? {} : { body }),
});

/** Error bodies as each vendor words them. */
export interface Wording {
  readonly unauthorized: unknown;
  readonly forbidden: unknown;
  readonly broken: unknown;
}

/** And of a 404 about a person or group, not about an address. */
export interface TargetWording extends Wording {
  readonly missing: unknown;
}

const oktaError = (errorCode: string, errorSummary: string) => ({
  ...{ errorCode, errorSummary, errorLink: errorCode, errorId: 'oae1', errorCauses: [] },
});

export const OKTA_WORDS: Wording = {
  unauthorized: oktaError('E0000011', 'Invalid token provided'),
  forbidden: oktaError('E0000006', 'You do not have permission to perform the requested action'),
  broken: oktaError('E0000009', 'Internal Server Error'),
};

export const JIRA_WORDS: TargetWording = {
  unauthorized: { message: 'Client must be authenticated to access this resource.', 'status-code': 401 },
  forbidden: { errorMessages: ['You do not have the permission to see this resource.'], errors: {} },
  broken: { errorMessages: ['Internal server error'], errors: {} },
  missing: { errorMessages: ['It does not exist.'], errors: {} },
};

export const wrongTokens = ({ unauthorized }: Wording): readonly Bad[] => [
  { name: '401 as JSON', fault: status(401, unauthorized), denies: true, says: /credentials.*401/, todo: /Renew the token/ },
  { name: '401 as HTML', fault: status(401, LOGIN_PAGE), denies: true, says: /credentials.*401/, todo: /Renew the token/ },
  {
    name: '302 to the sign-in page',
    fault: { kind: 'redirect', to: '/login/login.htm?fromURI=%2Fapi' },
    denies: true,
    says: /sign-in page.*302/,
    todo: /Check the token and the url/,
  },
  { name: 'a sign-in page as 200', fault: status(200, LOGIN_PAGE), says: /web page/, todo: /prox(y|ies)/ },
];

export const missingPermission = ({ forbidden }: Wording): readonly Bad[] => [
  {
    name: '403 as JSON',
    fault: status(403, forbidden),
    denies: true,
    says: /403.*do not have (the )?permission/,
    todo: /^Give (it|the account)/,
  },
];

export const throttled: readonly Bad[] = [
  { name: '429 without a reset', fault: status(429), says: /ask too often \(429/, todo: /rate\.share/ },
  {
    name: '429 with a reset that says nothing',
    fault: status(429, undefined, { 'retry-after': 'soon', 'x-rate-limit-reset': 'later' }),
    says: /ask too often \(429/,
    todo: /rate\.share/,
  },
  {
    name: '429 with a reset in three hours',
    fault: status(429, undefined, { 'retry-after': '10800' }),
    says: /wait 180 minutes.*rate limit/,
    todo: /next run/,
  },
  {
    name: '429 with a usable reset, again and again',
    fault: status(429, undefined, { 'retry-after': '2' }),
    says: /ask too often \(429/,
    todo: /rate\.share/,
  },
];

export const serverFailures = ({ broken }: Wording): readonly Bad[] => [
  { name: '500 as JSON', fault: status(500, broken), says: /could not answer \(500/, todo: /next run tries again/ },
  { name: '502 as HTML', fault: status(502, BAD_GATEWAY), says: /could not answer \(502/, todo: /next run tries again/ },
  { name: '503 without a word', fault: status(503), says: /could not answer \(503/, todo: /next run tries again/ },
];

const AGAIN = /next run tries again/;

export const brokenConnections: readonly Bad[] = [
  { name: 'a reset connection', fault: { kind: 'reset' }, says: /could not be reached.*ECONNRESET/, todo: AGAIN },
  { name: 'a reset instead of the answer', fault: { kind: 'resetAfter' }, says: /could not be reached.*ECONNRESET/, todo: AGAIN },
  { name: 'half a JSON body', fault: { kind: 'halfBody' }, says: /breaks off|Content-Length mismatch/, todo: AGAIN },
  {
    name: 'JSON that ends too early',
    fault: status(200, '[{"id":"ann"', { 'content-type': 'application/json' }),
    says: /breaks off/,
    todo: AGAIN,
  },
  { name: 'no answer at all', fault: { kind: 'hang' }, says: /could not be reached.*Timeout|in time/, todo: AGAIN },
];

export const strangeAnswers: readonly Bad[] = [
  { name: '200 without a body', fault: status(200), says: /not JSON|not understand|did not answer itself/, todo: /prox(y|ies)/ },
  {
    name: '200 with an empty object',
    fault: status(200, {}),
    says: /something else|not understand/,
    todo: /API may have changed/,
  },
];
