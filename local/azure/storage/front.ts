import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import replyFrom from '@fastify/reply-from'
import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  StorageSharedKeyCredential,
  generateAccountSASQueryParameters,
} from '@azure/storage-blob'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AzureError } from '../core/errors.ts'
import type { Settings } from '../core/settings.ts'
import type { World } from '../core/world.ts'
import { admit } from './authorize.ts'
import { accountPath, toBlobRequest, withoutSas } from './blob-request.ts'
import { invalidRange } from './errors.ts'

/** Azurite's answer, as the proxy hands it over. */
interface Answer {
  headers: IncomingHttpHeaders
  stream: Readable
}

/** Forwards what was admitted to Azurite; bodies pass through as streams in both directions. */
export async function blobFront(world: World, app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  await app.register(replyFrom, { base: world.blobs.origin, disableRequestLogging: true })
  const entrance = entranceSas(world.settings)
  app.all('/*', { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request, reply) => {
    const admission = await admit(world, toBlobRequest(world, request))
    const asIs = admission === 'account-key'
    const [, query = ''] = (request.raw.url ?? '/').split('?')
    const path = asIs ? request.raw.url?.split('?')[0] : accountPath(request)
    return reply.from(path, {
      queryString: () => (asIs ? query : `${withoutSas(query)}&${entrance}`),
      rewriteRequestHeaders: ({ headers: { host } }, headers) =>
        asIs ? { ...headers, ...(host && { host }) } : withoutAuthorization(headers),
      onResponse: (_request, _reply, response) => {
        const answer = response as unknown as Answer
        const size = sizeBehindWhichRangeBegins(request, answer)
        if (size === undefined) reply.send(answer.stream)
        else refuse(reply, answer, invalidRange(size))
      },
    })
  })
}

/** In place of an answer whose headers were copied already. */
function refuse(reply: FastifyReply, { stream }: Answer, { status, headers, body }: AzureError): void {
  stream.resume()
  reply.status(status).removeHeader('content-length').headers(headers).send(body)
}

/** What Azurite itself asks for: an account SAS that never leaves this process. */
function entranceSas({ storageAccount, storageAccountKey }: Settings): string {
  return generateAccountSASQueryParameters(
    {
      services: AccountSASServices.parse('b').toString(),
      resourceTypes: AccountSASResourceTypes.parse('sco').toString(),
      permissions: AccountSASPermissions.parse('rwdxlacupitf'),
      startsOn: new Date(0),
      expiresOn: new Date('2100-01-01'),
    },
    new StorageSharedKeyCredential(storageAccount, storageAccountKey),
  ).toString()
}

function withoutAuthorization<T extends object>(headers: T): T {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization')) as T
}

/** Azurite answers 206 with nothing for a range at the end of a blob; Azure refuses it. */
function sizeBehindWhichRangeBegins(request: FastifyRequest, { headers }: Answer): string | undefined {
  const range = String(request.headers['x-ms-range'] ?? request.headers['range'] ?? '')
  const start = /^bytes=(\d+)-/.exec(range)?.[1]
  const contentRange = headers['content-range'] ?? ''
  const size = /\/(\d+)$/.exec(contentRange)?.[1]
  return start !== undefined && size !== undefined && Number(start) >= Number(size) ? size : undefined
}
