/** Settings by the names that `pip config list` prints without their section, e.g. `index-url`. */
export type PipSettings = Partial<Record<string, string>>

const linePattern = /^(?<section>[^.]*|:env:)\.(?<key>[a-z-]+)=(?<value>.*)$/

/** Reads what `pip config list` prints: `global.index-url='https://...'`; a variable (`:env:`) wins over files. */
export function readPipConfiguration(listing: string): PipSettings {
  const lines = listing.split(/\r?\n/).flatMap(line => linePattern.exec(line)?.groups ?? [])
  const applicable = lines.filter(({ section }) => ['global', 'install', ':env:'].includes(section ?? ''))
  const byStrength = applicable.sort((a, b) => strength(a['section']) - strength(b['section']))
  return Object.fromEntries(byStrength.map(({ key, value }) => [key, unquote(value ?? '')]))
}

const strength = (section: string | undefined): number =>
  ['global', 'install', ':env:'].indexOf(section ?? '')

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
