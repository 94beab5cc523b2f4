import type { NetworkSettings, ProxySettings } from '../../host/host.ts'
import type { PipSettings } from './pip-settings.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The proxy of the agent, or of pip, in the variables that uv and pip both read. The agent does not set them for
 * tasks. What the machine has set already stays.
 */
export function proxyVariables(
  proxy: ProxySettings | undefined,
  pip: PipSettings,
  environment: Environment,
): Record<string, string> {
  if (environment['HTTPS_PROXY'] ?? environment['https_proxy']) return {}
  const url = pip['proxy'] ?? (proxy && proxyUrl(proxy))
  if (!url) return {}
  const direct = (proxy?.bypass ?? []).flatMap(hostOf)
  const noProxy = [environment['NO_PROXY'] ?? environment['no_proxy'], ...direct].filter(Boolean).join(',')
  return { HTTP_PROXY: url, HTTPS_PROXY: url, ...(noProxy && { NO_PROXY: noProxy }) }
}

function proxyUrl({ url, username, password }: ProxySettings): string {
  const full = new URL(url)
  if (username) full.username = encodeURIComponent(username)
  if (password) full.password = encodeURIComponent(password.reveal())
  return full.href.replace(/\/$/, '')
}

/** The agent's list is of regular expressions over URLs; NO_PROXY takes hosts. What is more than a host is left out. */
function hostOf(pattern: string): string[] {
  const host = pattern
    .replace(/^\^?(https?\??|\.\*)?(:\\?\/\\?\/)?/, '')
    .replace(/(\/?\.\*|\\?\/)?\$?$/, '')
    .replaceAll('\\.', '.')
  return /^[\w.-]+(:\d+)?$/.test(host) ? [host] : []
}

/**
 * The certificates that uv and pip are to trust. What the machine or pip says wins; else `bundle` (the system's
 * authorities and the agent's own) where the agent was configured with a certificate authority.
 */
export function certificateVariables(
  settings: NetworkSettings,
  pip: PipSettings,
  environment: Environment,
  bundle: () => string,
): Record<string, string> {
  const named = pip['cert'] ?? environment['PIP_CERT'] ?? environment['REQUESTS_CA_BUNDLE']
  const known = environment['SSL_CERT_FILE'] ?? named
  const file = known ?? (settings.caFile === undefined ? undefined : bundle())
  if (file === undefined) return {}
  return { SSL_CERT_FILE: environment['SSL_CERT_FILE'] ?? file, PIP_CERT: named ?? file }
}
