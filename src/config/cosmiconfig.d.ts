/**
 * The class behind cosmiconfig's public functions. Those functions first look for a "meta config" of their own in the
 * working directory and run it (`.config/config.js`, `.ts`, …) before any option of ours is heard (seen in 10.0.1);
 * DESIGN §3 says that no JavaScript config is ever looked for, so we build the explorer ourselves.
 */
declare module 'cosmiconfig/dist/Explorer.js' {
  import type { CosmiconfigResult, Options } from 'cosmiconfig';

  export class Explorer {
    constructor(options: Options & { readonly moduleName: string; readonly metaConfigFilePath: null });
    search(from: string): Promise<CosmiconfigResult>;
    load(file: string): Promise<CosmiconfigResult>;
  }
}
