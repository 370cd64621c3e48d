/** Okta's words for where a person stands; the other emulators translate them into theirs. */
export type PersonStatus =
  | 'STAGED'
  | 'PROVISIONED'
  | 'ACTIVE'
  | 'RECOVERY'
  | 'PASSWORD_EXPIRED'
  | 'LOCKED_OUT'
  | 'SUSPENDED'
  | 'DEPROVISIONED';

export interface CompanyPerson {
  id: string;
  /** unique, in the form of a mail address */
  login: string;
  email: string;
  firstName: string;
  lastName: string;
  displayName: string;
  department: string;
  title: string;
  userType: 'employee' | 'contractor';
  status: PersonStatus;
}

export interface CompanyGroup {
  id: string;
  name: string;
  /** ids of people */
  members: string[];
}

export interface Company {
  people: CompanyPerson[];
  groups: CompanyGroup[];
}

/** A made-up company, the same for the same seed. `groups` counts all of them, Everyone too. */
export function makeCompany({
  users = 500,
  groups = 60,
  seed = 1,
}: {
  users?: number;
  groups?: number;
  seed?: number;
} = {}): Company {
  const random = makeRandom(seed);
  const people = makePeople(users, random);
  return { people, groups: makeGroups(groups, people, random) };
}

function makePeople(count: number, random: Random): CompanyPerson[] {
  const addresses = new Set<string>();

  return Array.from({ length: count }, (_, index) => {
    const firstName = random.pick(FIRST_NAMES);
    const lastName = random.pick(LAST_NAMES);
    // every 33rd is a contractor, and every 40th goes by another address than the login: shares that also hold in a small company
    const userType = index % 33 === 32 ? 'contractor' : 'employee';
    const name = `${ascii(firstName)}.${ascii(lastName)}`;
    const login = freeAddress(userType === 'contractor' ? `ext.${name}` : name, addresses);
    const department = random.below(3) === 0 ? ENGINEERING : random.pick(DEPARTMENTS);
    return {
      id: random.id('00u'),
      login,
      email: index % 40 === 39 ? freeAddress(`${ascii(lastName)}.${ascii(firstName)}`, addresses) : login,
      firstName,
      lastName,
      displayName: `${firstName} ${lastName}`,
      department: department.name,
      title: random.pick(department.titles),
      userType,
      status: STATUS_OF_EVERY_HUNDRED[index % 100] ?? 'ACTIVE',
    };
  });
}

/** The next free number where two share a name. */
function freeAddress(name: string, taken: Set<string>): string {
  let address = `${name}@example.com`;
  for (let n = 2; taken.has(address); n++) address = `${name}${n}@example.com`;
  taken.add(address);
  return address;
}

function makeGroups(count: number, people: CompanyPerson[], random: Random): CompanyGroup[] {
  const idsOf = (belongs: (person: CompanyPerson) => boolean) => people.filter(belongs).map(person => person.id);
  const share = (part: number) => idsOf(() => random.below(1000) < part * 1000);

  return groupNames(count).map((name, index) => {
    const group = (members: string[]): CompanyGroup => ({ id: random.id('00g'), name, members });
    if (name === 'Everyone') return group(idsOf(() => true));
    if (name === 'Platform') return group(idsOf(person => person.department === 'Engineering' && random.below(4) === 0));
    if (name === 'Contractors') return group(idsOf(person => person.userType === 'contractor'));
    if (name.endsWith('-test')) return group(index % 2 === 0 ? [] : share(3 / people.length));
    if (name.startsWith('atl-')) return group(share(Math.min(0.5, (4 + random.below(20)) / people.length)));
    return group(idsOf(person => person.department === name));
  });
}

/** The few that rules name come first, so that a small company has them too. */
function groupNames(count: number): string[] {
  const departments = DEPARTMENTS.map(({ name }) => name).filter(name => name !== 'Engineering');
  const names = ['Everyone', 'Engineering', 'Platform', 'atl-apollo', 'atl-apollo-test', ...departments, 'Contractors'];
  for (let n = 0; names.length < count; n++) {
    const team = TEAMS[n % TEAMS.length] ?? 'team';
    const round = Math.floor(n / TEAMS.length);
    const name = `atl-${team}${round === 0 ? '' : `-${round + 1}`}`;
    names.push(name);
    if (n % 6 === 5 && names.length < count) names.push(`${name}-test`);
  }
  return names.slice(0, count);
}

function ascii(name: string): string {
  return name
    .toLowerCase()
    .replace(/[łøðþßæœđı]/g, letter => LETTERS_WITHOUT_BASE[letter] ?? '')
    .normalize('NFD')
    .replace(/[^a-z-]/g, '');
}

interface Random {
  below(limit: number): number;
  pick<T>(values: readonly [T, ...T[]]): T;
  /** as Okta's: three letters and seventeen more signs, never the same twice */
  id(prefix: string): string;
}

/** mulberry32: small, and the same everywhere. */
function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  const given = new Set<string>();
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  const id = (prefix: string): string => {
    const made = prefix + Array.from({ length: 17 }, () => ID_SIGNS[below(ID_SIGNS.length)]).join('');
    if (given.has(made)) return id(prefix);
    given.add(made);
    return made;
  };
  return { below, pick: values => values[below(values.length)] ?? values[0], id };
}

const ID_SIGNS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

const LETTERS_WITHOUT_BASE: Record<string, string> = {
  ł: 'l',
  ø: 'o',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ı: 'i',
};

/** Everybody else is ACTIVE. */
const STATUS_OF_EVERY_HUNDRED: Record<number, PersonStatus> = {
  9: 'PROVISIONED',
  21: 'DEPROVISIONED',
  34: 'LOCKED_OUT',
  47: 'PASSWORD_EXPIRED',
  55: 'SUSPENDED',
  68: 'STAGED',
  74: 'DEPROVISIONED',
  87: 'RECOVERY',
};

interface Department {
  name: string;
  titles: [string, ...string[]];
}

const ENGINEERING: Department = {
  name: 'Engineering',
  titles: ['Software Engineer', 'Senior Software Engineer', 'Staff Engineer', 'Engineering Manager', 'QA Engineer'],
};

const DEPARTMENTS: [Department, ...Department[]] = [
  ENGINEERING,
  { name: 'Sales', titles: ['Account Executive', 'Sales Engineer', 'Regional Sales Manager'] },
  { name: 'Marketing', titles: ['Content Strategist', 'Campaign Manager', 'Brand Designer'] },
  { name: 'Finance', titles: ['Accountant', 'Controller', 'Financial Analyst'] },
  { name: 'People', titles: ['Recruiter', 'People Partner', 'Payroll Specialist'] },
  { name: 'Legal', titles: ['Counsel', 'Contract Manager'] },
  { name: 'Support', titles: ['Support Engineer', 'Support Lead', 'Technical Writer'] },
  { name: 'IT', titles: ['Systems Administrator', 'IT Support Specialist'] },
  { name: 'Security', titles: ['Security Engineer', 'Security Analyst'] },
  { name: 'Design', titles: ['Product Designer', 'UX Researcher'] },
  { name: 'Product', titles: ['Product Manager', 'Product Owner', 'Data Analyst'] },
  { name: 'R&D', titles: ['Research Scientist', 'Research Engineer'] },
];

// biome-ignore format: a list of names reads better in lines than in a column
const TEAMS = [
  'atlas', 'beacon', 'borealis', 'cascade', 'checkout', 'compass', 'data-platform', 'delta', 'ember', 'falcon', 'forge', 'galaxy',
  'harbour', 'horizon', 'identity', 'infra', 'juniper', 'kestrel', 'lighthouse', 'mobile', 'nimbus', 'onboarding', 'orion', 'payments',
  'phoenix', 'pricing', 'quartz', 'release', 'search', 'sre', 'summit', 'tempest', 'triton', 'vega', 'web', 'zephyr',
];

// biome-ignore format: as above
const FIRST_NAMES: [string, ...string[]] = [
  'Ada', 'Agnieszka', 'Aïsha', 'Akira', 'Alejandro', 'Amélie', 'Ana', 'Anders', 'Anne-Marie', 'Anton', 'Ava', 'Ayşe', 'Beatriz', 'Ben',
  'Björn', 'Brigid', 'Camille', 'Carlos', 'Chiara', 'Chloë', 'Daniel', "D'Angelo", 'Deepa', 'Dilan', 'Dmitri', 'Elena', 'Élodie', 'Emil',
  'Emma', 'Eoin', 'Fatima', 'Femi', 'Finn', 'François', 'Freya', 'Gabriela', 'Giulia', 'Grace', 'Hana', 'Hans-Peter', 'Helena', 'Hiroshi',
  'Hugo', 'Ida', 'Imran', 'Inés', 'Ingrid', 'Isabel', 'Ivan', 'Jack', 'Jana', 'Jean-Luc', 'João', 'José', 'Julia', 'Jürgen', 'Kai',
  'Katarzyna', 'Kenji', 'Lars', 'Layla', 'Leila', 'Liam', 'Linh', 'Lucía', 'Łukasz', 'Magnus', 'Malik', 'Márta', 'Mateo', 'Maya', 'Mei',
  'Miguel', 'Mina', 'Nadia', 'Niamh', 'Nikhil', 'Noah', 'Noor', 'Oksana', 'Olivia', 'Oscar', 'Paolo', 'Petra', 'Priya', 'Quinn', 'Rafał',
  'Renée', 'Rosa', 'Ryan', 'Sana', 'Seán', 'Sofía', 'Søren', 'Stéphane', 'Sunita', 'Tariq', 'Théo', 'Tomáš', 'Uma', 'Valentina', 'Viktor',
  'Wei', 'Xavier', 'Yara', 'Yusuf', 'Zainab', 'Zoë',
];

// biome-ignore format: as above
const LAST_NAMES: [string, ...string[]] = [
  'Abe', 'Adeyemi', 'Ahmed', 'Åkesson', 'Almeida', 'Andersen', "D'Amico", 'Bauer', 'Becker', 'Bernard', 'Bjørnstad', 'Castro', 'Chen',
  'Clarke', 'Cohen', 'Costa', 'Çelik', 'Dąbrowski', 'de la Cruz', 'Diaz', 'Dubois', 'Dvořák', 'Eriksson', 'Farouk', 'Fernández', 'Ferrari',
  'Fischer', 'Fitzgerald', 'Fontaine', 'García', 'Garcia-Lopez', 'González', 'Gupta', 'Haddad', 'Hansen', 'Hernández', 'Hoffmann', 'Horvat',
  'Hughes', 'Ibrahim', 'Iyer', 'Jansen', 'Johansson', 'Jones', 'Kaya', 'Khan', 'Kim', 'Kovács', 'Kowalski', 'Kumar', 'Lambert', 'Larsson',
  'Laurent', 'Lee', 'Lefèvre', 'Li', 'Lindqvist', 'López', 'MacDonald', 'Martin', 'McCarthy', 'Meyer', 'Mishra', 'Mohamed', 'Moreau', 'Müller',
  'Murphy', 'Nakamura', 'Nguyen', 'Nielsen', 'Novák', "O'Brien", "O'Connor", 'Okafor', 'Olsen', 'Oyelaran', 'Papadopoulos', 'Park', 'Patel',
  'Pereira', 'Peters', 'Popescu', 'Quist', 'Ramirez', 'Rao', 'Rossi', 'Roux', 'Sánchez', 'Santos', 'Sato', 'Schäfer', 'Schmidt', 'Silva',
  'Singh', 'Smith', 'Smith-Jones', 'Sørensen', 'Strauß', 'Suzuki', 'Svensson', 'Takahashi', 'Tan', 'Taylor', 'Thompson', 'Torres',
  'van der Berg', "van 't Hoff", 'von Hagen', 'Walker', 'Wang', 'Weber', 'Wiśniewska', 'Wójcik', 'Yamamoto', 'Yılmaz', 'Zhang', 'Zieliński',
];
