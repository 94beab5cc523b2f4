import { WORKSPACE_ID } from '../../support/fake-azure.ts'
import type { Recording } from './corpus.ts'
import { codeName } from './workspace.ts'

interface Addressed {
  readonly properties?: {
    readonly codeUri?: string
    readonly build?: { readonly contextUri?: string }
    readonly properties?: { readonly hash_sha256?: string }
  }
}

const GUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const SENT_BY_GUID = new RegExp(`^PUT .*/(?:codes|environments)/(${GUID})/versions/1$`)

/**
 * Names that do not differ from one recording to the next: the rules of `test/conformance/client/normal.py`. The job has
 * its name already; the host of blobs is that of the client.
 */
export function normalNames(recording: Recording): Recording {
  let text = JSON.stringify(recording)
  for (const [line, body] of Object.entries(recording.sent)) {
    const name = SENT_BY_GUID.exec(line)?.[1]
    if (name) text = text.replaceAll(name, settledName(body as Addressed))
  }
  for (const [version, address] of componentsAtAddresses(JSON.parse(text) as Recording))
    text = text.replaceAll(version, `with-${address}`)
  const named = text.replaceAll(WORKSPACE_ID, 'WORKSPACE').replaceAll('storage.example', 'core.windows.net')
  return JSON.parse(named) as Recording
}

function settledName({ properties }: Addressed): string {
  const hash = properties?.properties?.hash_sha256
  if (hash) return codeName(hash)
  const address = properties?.codeUri ?? properties?.build?.contextUri ?? ''
  return `at-${address.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`
}

function componentsAtAddresses({ sent }: Recording): (readonly [string, string])[] {
  return Object.entries(sent).flatMap(([line, body]) => {
    const version = /\/components\/.*\/([^/]+)$/.exec(line)?.[1]
    const address = /\/codes\/(at-[^/"]+)/.exec(JSON.stringify(body))?.[1]
    return version && address ? [[version, address] as const] : []
  })
}
