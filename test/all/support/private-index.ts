import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A package index that asks for a password and has one package. */
export interface PrivateIndex {
  /** Of the form `http://user:password@host:port/simple`. */
  url: string
  /** Requests that had the password. */
  admitted(): number
  close(): Promise<void>
}

const WHEEL = 'mlops_private-0.1-py3-none-any.whl'

const makeWheel = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr('mlops_private.py', 'ANSWER = 42\\n')
    info = 'mlops_private-0.1.dist-info/'
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: mlops-private\\nVersion: 0.1\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', ''.join(name + ',,\\n' for name in wheel.namelist()) + info + 'RECORD,,\\n')
`

export async function startPrivateIndex(user: string, password: string): Promise<PrivateIndex> {
  const wheel = wheelBytes()
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  let admitted = 0
  const server = createServer((request, response) => {
    if (request.headers.authorization !== expected) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="private"' }).end()
      return
    }
    admitted++
    if (request.url === '/simple/mlops-private/')
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<a href="../../${WHEEL}">${WHEEL}</a>`)
    else if (request.url === `/${WHEEL}`) response.writeHead(200).end(wheel)
    else response.writeHead(404).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
  return {
    url: `http://${login}@127.0.0.1:${port}/simple`,
    admitted: () => admitted,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function wheelBytes(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'wheel-'))
  try {
    const { status, stderr } = spawnSync('python3', ['-c', makeWheel, join(folder, WHEEL)])
    assert.equal(status, 0, String(stderr))
    return readFileSync(join(folder, WHEEL))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
