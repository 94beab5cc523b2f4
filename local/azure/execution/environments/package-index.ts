/** Settings by the names that `pip config list` prints without their section, e.g. `index-url`. */
export type PipSettings = Partial<Record<string, string>>

const linePattern = /^([^.]*)\.([a-z-]+)=(.*)$/

/** Sections in order of strength: a variable wins over files. */
const sections = ['global', 'install', ':env:']

/** Reads what `pip config list` prints: `global.index-url='https://...'`. */
export function readPipConfiguration(listing: string): PipSettings {
  const lines = listing.split(/\r?\n/).map(line => linePattern.exec(line))
  const settings: PipSettings = {}
  for (const section of sections) {
    for (const [, own, key, value] of lines.filter(line => line !== null)) {
      if (own === section && key !== undefined) settings[key] = unquote(value ?? '')
    }
  }
  return settings
}

const unquote = (value: string): string => value.replace(/^'(.*)'$/, '$1').replaceAll('\\n', '\n')

/**
 * Variables that let uv install from where pip does. What the machine already says in uv's own variables stays.
 *
 * @param environment the machine's variables
 */
export function uvIndexVariables(pip: PipSettings, environment: NodeJS.ProcessEnv): Record<string, string> {
  const certificates = environment['SSL_CERT_FILE'] ?? pip['cert'] ?? environment['REQUESTS_CA_BUNDLE']
  const wanted: Record<string, string | undefined> = {
    UV_DEFAULT_INDEX: pip['index-url'],
    UV_INDEX: pip['extra-index-url']?.trim().split(/\s+/).join(' '),
    UV_FIND_LINKS: pip['find-links']?.trim().split(/\s+/).join(','),
    UV_INSECURE_HOST: pip['trusted-host']?.trim().split(/\s+/).join(' '),
    SSL_CERT_FILE: certificates,
  }
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([name, value]) => (value && !environment[name] ? [[name, value]] : [])),
  )
}
