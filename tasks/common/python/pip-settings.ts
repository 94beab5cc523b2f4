/** Settings by pip's long option names, as `index-url`. */
export type PipSettings = Readonly<Record<string, string>>

type Environment = Readonly<Record<string, string | undefined>>

/** What `pip config list` says of `pip install`: later wins of [global], [install], variables. */
export function readPipConfig(listing: string): PipSettings {
  const entries = listing.split(/\r?\n/).flatMap(readLine)
  const sections = ['global', 'install', ':env:']
  const chosen = sections.flatMap(section => entries.filter(entry => entry.section === section))
  return Object.fromEntries(chosen.map(({ key, value }) => [key, value]))
}

function readLine(line: string): { section: string; key: string; value: string }[] {
  const [, section = '', key = '', value = ''] = /^([^.]+)\.([\w-]+)=(.*)$/.exec(line) ?? []
  return section === '' ? [] : [{ section, key, value: fromPython(value) }]
}

/** The same from the PIP_* variables alone, for a machine without pip. */
export const readPipVariables = (environment: Environment): PipSettings =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      name.startsWith('PIP_') && value ? [[name.slice(4).toLowerCase().replaceAll('_', '-'), value]] : [],
    ),
  )

/** pip prints Python's repr of each value. */
function fromPython(text: string): string {
  const inner = /^(['"])(.*)\1$/.exec(text)?.[2] ?? text
  return inner.replace(/\\(n|t|.)/g, (_, c: string) => ({ n: '\n', t: '\t' })[c] ?? c)
}

/** Whether pip is told to look at no index at all. uv knows this as an argument only. */
export const withoutIndex = (pip: PipSettings): boolean => /^(1|true|yes|on)$/i.test(pip['no-index'] ?? '')

/**
 * pip's settings in the variables that uv reads; uv knows nothing of pip's. What is set for uv already stays.
 * Extra indexes come before the default one, and uv takes a package from the first index that has it.
 */
export function uvVariables(pip: PipSettings, environment: Environment): Record<string, string> {
  const wanted: Readonly<Record<string, string | undefined>> = {
    UV_DEFAULT_INDEX: pip['index-url'],
    UV_INDEX: words(pip['extra-index-url']).join(' '),
    UV_FIND_LINKS: words(pip['find-links']).join(','),
    UV_INSECURE_HOST: words(pip['trusted-host']).join(' '),
    UV_HTTP_TIMEOUT: wholeSeconds(pip['default-timeout'] ?? pip['timeout']),
  }
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([name, value]) => (value && !environment[name] ? [[name, value]] : [])),
  )
}

const words = (text: string | undefined): string[] => (text ?? '').split(/\s+/).filter(word => word !== '')

/** pip takes fractions of a second, uv does not. */
const wholeSeconds = (text: string | undefined): string | undefined =>
  text !== undefined && Number(text) > 0 ? String(Math.ceil(Number(text))) : undefined
