import { bodyOf, type FakeWire, type RecordedRequest, type Reply } from './fake-wire.ts'

/** The images of `registry.example` in memory, as the registry's own API tells them. */
export class FakeImages {
  /** Digests by `repository:tag`. */
  readonly digests: Record<string, string> = {}
  /** Labels of every image. */
  labels: Readonly<Record<string, string>> = {}

  constructor(wire: FakeWire) {
    const config = 'https://account.blob.storage.example/config?sig=blob-signature'
    wire.on('HEAD', /^registry\.example\/v2\//, request => this.#head(request))
    wire.on('GET', /^registry\.example\/v2\/.*\/manifests\//, request => ({
      headers: { 'content-type': 'application/vnd.oci.image.manifest.v1+json' },
      body: { schemaVersion: 2, config: { digest: 'sha256:config' }, digest: referenceOf(request).reference },
    }))
    wire.on('GET', /^registry\.example\/v2\/.*\/blobs\/sha256:config/, {
      status: 307,
      headers: { location: config },
    })
    wire.on('GET', /^account\.blob\.storage\.example\/config/, () => ({
      body: { config: { Labels: this.labels } },
    }))
    wire.on('PUT', /^registry\.example\/v2\/.*\/manifests\//, request => this.#put(request))
  }

  #head(request: RecordedRequest): Reply {
    const { repository, reference } = referenceOf(request)
    const known = Object.values(this.digests).includes(reference) ? reference : undefined
    const digest = known ?? this.digests[`${repository}:${reference}`]
    return digest ? { headers: { 'docker-content-digest': digest } } : { status: 404 }
  }

  #put(request: RecordedRequest): Reply {
    const { repository, reference } = referenceOf(request)
    this.digests[`${repository}:${reference}`] = bodyOf<{ digest: string }>(request).digest
    return { status: 201 }
  }
}

function referenceOf({ url }: RecordedRequest): { repository: string; reference: string } {
  const [, repository = '', reference = ''] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(url.pathname) ?? []
  return { repository, reference }
}
