import { idcsSide } from './idcs-side.js';
import { faultsSuite } from './suite.js';

faultsSuite('IDCS to Jira 11', { from: 'idcs', source: idcsSide, version: '11.3.0', heir: null }, 150);
