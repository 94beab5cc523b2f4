import { existsSync, readFileSync } from 'node:fs'
import { request } from 'node:https'
import type { AzureDescription } from './description.ts'

/** Generous: a busy machine must not pass for a dead local Azure. */
const TIMEOUT = 20_000

/** Calls the control API of a local Azure in another process. */
export function callControl(
  { control, caFile }: AzureDescription,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: unknown }> {
  const text = body && JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const outgoing = request(control.url + path, {
      method,
      ca: readFileSync(caFile, 'utf8'),
      agent: false,
      timeout: TIMEOUT,
      headers: {
        authorization: `Bearer ${control.token}`,
        ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      },
    })
    outgoing.on('timeout', () =>
      outgoing.destroy(new Error(`${control.url} did not answer in ${TIMEOUT} ms`)),
    )
    outgoing.on('error', reject)
    outgoing.on('response', answer => {
      let received = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => (received += chunk))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, body: JSON.parse(received) as unknown }),
      )
    })
    outgoing.end(text)
  })
}

/** Whether the local Azure that wrote this description still lives; not whether some process has its pid. */
export async function isAlive(description: AzureDescription): Promise<boolean> {
  if (!existsSync(description.caFile)) return false
  try {
    const { body } = await callControl(description, 'GET', '/health')
    return (body as { pid?: number }).pid === description.pid
  } catch (error) {
    // Refused, reset, another program's answer on the port: all mean that it is not ours.
    if (error instanceof Error) return false
    throw error
  }
}
