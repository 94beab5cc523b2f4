import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml'
import type { InputReader } from '../../../common/host/input-reader.ts'
import type { Secret } from '../../../common/host/secret.ts'
import type { BaseAccess } from '../../../common/registry/build/build-order.ts'

type Access = Pick<BaseAccess, 'logins' | 'identities'>

const INPUT = 'registryCredentials'
const KEYS = ['server', 'username', 'password', 'identity']
const SERVER = /^[\w.-]+(:\d+)?$/

/**
 * Reads a YAML list such as `- {server: base.example, username: u, password: $(p)}`. Every value is text, whatever it
 * looks like, and no value is repeated in a message.
 */
export function readRegistryCredentials(read: InputReader, mask: (value: string) => Secret): Access {
  const text = read.text(INPUT)
  const logins: Record<string, BaseAccess['logins'][string]> = {}
  const identities: Record<string, string> = {}
  for (const [index, entry] of entriesOf(read, text).entries()) {
    const where = `entry ${index + 1}`
    const { server = '', username, password, identity } = entry
    const secret = password === undefined ? undefined : mask(password)
    const unknown = Object.keys(entry).filter(key => !KEYS.includes(key))
    if (unknown.length > 0)
      read.reject(INPUT, `${where} has ${unknown.join(', ')}; it takes ${KEYS.join(', ')}.`)
    if (!SERVER.test(server)) read.reject(INPUT, `${where} names no server (a host such as base.example).`)
    else if (identity !== undefined && username === undefined && secret === undefined)
      identities[server] = identity
    else if (username !== undefined && secret !== undefined && identity === undefined)
      logins[server] = { username, password: secret }
    else read.reject(INPUT, `${where} needs a username and a password, or an identity.`)
  }
  return { logins, identities }
}

function entriesOf(read: InputReader, text: string | undefined): Record<string, string>[] {
  if (text === undefined) return []
  const { contents, errors } = parseDocument(text, { schema: 'failsafe', prettyErrors: false })
  const [error] = errors
  if (error) read.reject(INPUT, `it is no YAML (${error.code}); put passwords in single quotes.`)
  else if (!isSeq(contents) || !contents.items.every(isMap))
    read.reject(INPUT, 'a list of mappings is expected: - {server: ..., username: ..., password: ...}.')
  else return contents.items.map(item => textsOf(item as YAMLMap))
  return []
}

const textsOf = ({ items }: YAMLMap): Record<string, string> =>
  Object.fromEntries(
    items.flatMap(({ key, value }) =>
      isScalar(key) && isScalar(value) && value.value !== ''
        ? [[String(key.value), String(value.value)]]
        : [],
    ),
  )
