const SETTING = 'NODE_TLS_REJECT_UNAUTHORIZED';

/**
 * Takes the setting out of the environment that makes Node believe every certificate: our own connections verify whatever it
 * says, those to a TLS proxy and the commands that we start would not. The warning to tell, or undefined.
 */
export function alwaysVerified(env: Record<string, string | undefined>): string | undefined {
  if (env[SETTING] !== '0') return undefined;
  delete env[SETTING];
  return `${SETTING}=0 is ignored: certificates are always verified. Give the certificate of an authority of your own as \`ca\``;
}
