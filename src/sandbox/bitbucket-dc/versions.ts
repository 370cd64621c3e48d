export type BitbucketVersion = '8.19.26' | '9.4.8' | '10.3.1';

/** What differs between versions. A new version is one more row. */
export interface Traits {
  buildNumber: string;
  /** users tell when they were made */
  tellsCreation: boolean;
}

export const versions: Record<BitbucketVersion, Traits> = {
  '8.19.26': { buildNumber: '8019026', tellsCreation: false },
  '9.4.8': { buildNumber: '9004008', tellsCreation: false },
  '10.3.1': { buildNumber: '10003001', tellsCreation: true },
};
