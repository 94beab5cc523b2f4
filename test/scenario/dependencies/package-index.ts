import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as path from 'node:path'

/** What an index answers before it looks: a status, or undefined to serve. */
export type Gate = (request: IncomingMessage) => number | undefined

export interface PackageIndex {
  /** Of the form `http://127.0.0.1:port/simple`. */
  readonly url: string
  /** The same with a user and a password in it. */
  withLogin(user: string, password: string): string
  /** `METHOD path user-agent` of each request. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

/** Serves a folder of wheels as a package index does (PEP 503), with their hashes. */
export async function startPackageIndex(folder: string, gate: Gate = () => undefined): Promise<PackageIndex> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers['user-agent'] ?? ''}`)
    const refusal = gate(request)
    if (refusal !== undefined) response.writeHead(refusal, { 'www-authenticate': 'Basic realm="x"' }).end()
    else answer(folder, request.url ?? '', response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/simple`,
    withLogin: (user, password) =>
      `http://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}/simple`,
    requests,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function answer(folder: string, url: string, response: ServerResponse): void {
  const name = /^\/simple\/([^/]+)\/$/.exec(url)?.[1]
  const file = path.join(folder, path.basename(url))
  if (name !== undefined) response.writeHead(200, { 'content-type': 'text/html' }).end(pageOf(folder, name))
  else if (url.startsWith('/files/') && existsSync(file)) response.writeHead(200).end(readFileSync(file))
  else response.writeHead(404).end()
}

const pageOf = (folder: string, name: string): string =>
  readdirSync(folder)
    .filter(file => file.startsWith(`${name.replaceAll('-', '_')}-`))
    .map(file => `<a href="../../files/${file}#sha256=${hashOf(path.join(folder, file))}">${file}</a>`)
    .join('\n')

export const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

/** A gate for those who say this user and password. */
export const basicLogin =
  (user: string, password: string): Gate =>
  ({ headers }) =>
    headers.authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
      ? undefined
      : 401
