import { isOff, isOn, words, type PipSettings } from './pip-settings.ts'
import { logicalLines } from '../dependency-file/requirement-references.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * pip's settings in the variables that uv reads; uv knows nothing of pip's. What is set for uv already stays.
 * Extra indexes come before the default one, and uv takes a package from the first index that has it.
 *
 * @see https://docs.astral.sh/uv/reference/environment/
 */
export function uvVariables(pip: PipSettings, environment: Environment): Record<string, string> {
  const wanted: Readonly<Record<string, string | undefined>> = {
    UV_DEFAULT_INDEX: pip['index-url'],
    UV_INDEX: words(pip, 'extra-index-url').join(' '),
    UV_FIND_LINKS: words(pip, 'find-links').join(','),
    UV_INSECURE_HOST: words(pip, 'trusted-host').join(' '),
    UV_CONSTRAINT: words(pip, 'constraint').join(' '),
    UV_BUILD_CONSTRAINT: words(pip, 'build-constraint').join(' '),
    UV_REQUIRE_HASHES: isOn(pip, 'require-hashes') ? 'true' : undefined,
    UV_PRERELEASE: isOn(pip, 'pre') ? 'allow' : undefined,
    UV_NO_BUILD_ISOLATION: isOff(pip, 'no-build-isolation') ? 'true' : undefined, // sic: pip reads it inverted
    UV_KEYRING_PROVIDER: pip['keyring-provider'] === 'subprocess' ? 'subprocess' : undefined,
    UV_SYSTEM_CERTS: words(pip, 'use-feature').includes('truststore') ? 'true' : undefined,
    UV_HTTP_TIMEOUT: wholeNumber(pip['default-timeout'] ?? pip['timeout']),
    UV_HTTP_RETRIES: wholeNumber(pip['retries']),
    SSL_CLIENT_CERT: pip['client-cert'],
  }
  const names = Object.keys(wanted).filter(name => wanted[name] && !isSet(name, environment))
  return Object.fromEntries(names.map(name => [name, wanted[name] ?? '']))
}

/** uv's older names still hold, and would be overruled by the newer ones. */
const isSet = (name: string, environment: Environment): boolean =>
  [name, olderNames[name] ?? name].some(name => environment[name])

const olderNames: Readonly<Record<string, string>> = {
  UV_DEFAULT_INDEX: 'UV_INDEX_URL',
  UV_INDEX: 'UV_EXTRA_INDEX_URL',
}

/** pip's settings that uv knows as arguments only. */
export const uvArguments = (pip: PipSettings): string[] => [
  ...(isOn(pip, 'no-index') ? ['--no-index'] : []),
  ...(isOn(pip, 'no-deps') ? ['--no-deps'] : []),
  ...named(pip, 'no-binary').flatMap(name => ['--no-binary', name]),
  ...named(pip, 'only-binary').flatMap(name => ['--only-binary', name]),
  ...(pip['config-settings'] ? ['--config-setting', pip['config-settings']] : []),
]

/** What of pip's settings uv has no counterpart for, so that its result would be another one. */
export const withoutUvCounterpart = (pip: PipSettings): string[] => [
  ...['prefer-binary', 'ignore-requires-python'].filter(name => isOn(pip, name)),
  ...['global-option', 'uploaded-prior-to'].filter(name => pip[name]),
  ...(pip['keyring-provider'] === 'import' ? ['keyring-provider=import'] : []),
]

/**
 * The options in requirements files that uv passes over with a warning or does not read, as if they were settings.
 * Indexes, links, hashes and formats it reads there itself.
 */
export function withOptionsOf(text: string, pip: PipSettings): PipSettings {
  const lines = logicalLines(text)
  const has = (option: string): boolean => lines.some(line => line.split(/[\s=]/)[0] === option)
  const hosts = lines.flatMap(line => /^--trusted-host[\s=]+(\S+)/.exec(line)?.[1] ?? [])
  const within = (option: string): boolean => lines.some(line => line.includes(` ${option}`))
  return {
    ...pip,
    ...(hosts.length > 0 && { 'trusted-host': [...words(pip, 'trusted-host'), ...hosts].join(' ') }),
    ...(has('--pre') && { pre: '1' }),
    ...(has('--prefer-binary') && { 'prefer-binary': '1' }),
    ...(within('--global-option') && { 'global-option': 'in the requirements file' }),
  }
}

const named = (pip: PipSettings, name: string): string[] =>
  (pip[name] ?? '').split(/[\s,]+/).filter(word => word !== '')

/** pip takes fractions, uv does not. */
const wholeNumber = (text: string | undefined): string | undefined =>
  text !== undefined && Number(text) > 0 ? String(Math.ceil(Number(text))) : undefined
