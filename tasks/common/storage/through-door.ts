import type { HttpClient } from '@azure/core-rest-pipeline'
import { newPipeline, type Pipeline } from '@azure/storage-blob'

type Credential = Parameters<typeof newPipeline>[0]

/**
 * A pipeline that leads every request of a storage client through one of our doors. The typed `httpClient` option still
 * wants clients of the generation before, so the slot in which the pipeline keeps its own client is filled instead; a
 * test on the wire guards that it stays so.
 */
export const throughDoor = (door: HttpClient, credential?: Credential): Pipeline =>
  Object.assign(newPipeline(credential, { retryOptions: { maxTries: 1 } }), { _coreHttpClient: door })
