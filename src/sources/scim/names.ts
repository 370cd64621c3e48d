/** All names that we look for; those of other attributes stay as they came. */
const KNOWN = [
  'schemas id externalId userName displayName nickName title userType preferredLanguage locale timezone active name formatted',
  'familyName givenName middleName honorificPrefix honorificSuffix emails phoneNumbers addresses streetAddress locality region',
  'postalCode country groups value display type primary members $ref Resources totalResults itemsPerPage startIndex nextCursor',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User employeeNumber costCenter organization division department manager',
  'filter supported maxResults sort pagination cursor index maxPageSize endpoint schema attributes multiValued subAttributes status',
].flatMap(line => line.split(' '));
const SPELLED = new Map(KNOWN.map(name => [name.toLowerCase(), name]));

/** An answer with the standard's names spelled as there: servers need not mind their case (RFC 7643 §2.1). */
export function spelled(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(spelled);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [SPELLED.get(name.toLowerCase()) ?? name, spelled(value)]),
  );
}
