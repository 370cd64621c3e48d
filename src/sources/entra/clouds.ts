/** Where tokens come from and where Graph stands, cloud by cloud; none takes another's tokens (entra.md §5, 2026-11). */
export const CLOUDS = {
  global: { authority: 'https://login.microsoftonline.com', graph: 'https://graph.microsoft.com' },
  usgov: { authority: 'https://login.microsoftonline.us', graph: 'https://graph.microsoft.us' },
  'usgov-dod': { authority: 'https://login.microsoftonline.us', graph: 'https://dod-graph.microsoft.us' },
  china: { authority: 'https://login.chinacloudapi.cn', graph: 'https://microsoftgraph.chinacloudapi.cn' },
} as const;

export type Cloud = keyof typeof CLOUDS;

export interface Addresses {
  readonly authority: string;
  readonly graph: string;
}
