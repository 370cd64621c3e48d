import { oktaSide } from './okta-side.js';
import { faultsSuite } from './suite.js';

faultsSuite('Okta to Jira 10.3', { from: 'okta', source: oktaSide, version: '10.3.24', heir: 'admin' }, 150);
