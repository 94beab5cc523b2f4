import { answerDatastore, fakeAzure, WORKSPACE_ID } from '../../support/fake-azure.ts'
import { FakeBlobs } from '../../support/fake-blobs.ts'
import { bodyOf, failure, type FakeWire, type RecordedRequest, type Reply } from '../../support/fake-wire.ts'
import type { Workspace } from '../../../tasks/common/machinelearning/workspace/workspace.ts'

const LATEST = '7'
const ASSETS = '(environments|data|models|components)'

/**
 * The workspace that the official client was recorded on (`test/conformance/client/workspace.py`), for our own code: code
 * is found by its content hash, everything else by its path, and of every name there is one latest version.
 */
export class RecordingWorkspace {
  readonly blobs: FakeBlobs
  sent: RecordedRequest[] = []
  readonly #resources = new Map<string, object>()
  readonly #open: () => Promise<Workspace>

  constructor() {
    const { wire, workspace } = fakeAzure()
    this.#open = workspace
    this.blobs = new FakeBlobs(wire)
    const arm = (method: string, path: string, answer: (request: RecordedRequest) => Reply): FakeWire =>
      wire.on(method, new RegExp(`^management\\.example${WORKSPACE_ID}${path}\\?`), answer)
    arm('GET', '/[a-z]+/.+', request => this.#get(request))
    arm('PUT', '/.+', request => this.#put(request))
    arm('GET', `/${ASSETS}/[^/]+`, () => ({
      body: { properties: { latestVersion: LATEST, nextVersion: '8' } },
    }))
    arm('GET', `/${ASSETS}/[^/]+/versions`, ({ url }) => ({
      body: { value: [resource(`${url.pathname}/${LATEST}`)] },
    }))
    for (const store of ['workspaceblobstore', 'other_store']) answerDatastore(wire, store)
    arm('GET', '/computes/[^/]+', ({ url }) => ({ body: resource(url.pathname) }))
    arm('GET', '/codes/[^/]+/versions', request => this.#codeByHash(request))
    arm('POST', '/codes/[^/]+/versions/[^/]+/startPendingUpload', () => ({ body: PENDING_UPLOAD }))
  }

  open(): Promise<Workspace> {
    return this.#open()
  }

  /** So that they are sent again: we send none that is there, the client sends each. */
  forgetComponents(): void {
    for (const path of this.#resources.keys()) if (path.includes('/components/')) this.#resources.delete(path)
  }

  #get({ url }: RecordedRequest): Reply {
    const body = this.#resources.get(url.pathname)
    return body ? { body: resource(url.pathname, body) } : failure(404, 'UserError', 'Not found.')
  }

  #put(request: RecordedRequest): Reply {
    const body = bodyOf<CodeBody>(request)
    this.sent.push(request)
    this.#resources.set(request.url.pathname, body)
    const hash = body.properties?.properties?.hash_sha256
    if (hash) this.#resources.set(codePath(hash), body)
    return { status: 201, body: resource(request.url.pathname, body) }
  }

  #codeByHash({ url }: RecordedRequest): Reply {
    const path = codePath(url.searchParams.get('hash') ?? '')
    const known = this.#resources.get(path)
    return { body: { value: known ? [resource(path, known)] : [] } }
  }
}

interface CodeBody {
  readonly properties?: {
    readonly properties?: { readonly hash_sha256?: string }
  }
}

/** The first 32 digits of the content hash, written as a GUID. */
export const codeName = (hash: string): string =>
  hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

const codePath = (hash: string): string => `${WORKSPACE_ID}/codes/${codeName(hash)}/versions/1`

const resource = (path: string, body: object = {}): object => ({
  ...body,
  id: path,
  name: path.split('/').at(-1),
})

const CONTAINER = 'https://account.blob.storage.example/code-container'
const PENDING_UPLOAD = {
  blobReferenceForConsumption: {
    blobUri: CONTAINER,
    credential: { credentialType: 'SAS', sasUri: `${CONTAINER}?sv=1&sig=signature` },
  },
}
