import { RestError } from '@azure/core-rest-pipeline'
import { asAzureError } from '../../azure/attempt.ts'
import { messageOf } from '../../errors.ts'
import type { Registry } from '../registry.ts'
import { digestUnder } from './find-image.ts'
import { pinnedDigest, readImageReference, type ImageReference } from './image-reference.ts'
import { publicDigest, type RegistryLogin } from './public-registry.ts'

/** An image that another is built upon. */
export interface BaseImage {
  /** As it was named. */
  readonly name: string
  /** Undefined where the registry does not tell it to this machine. */
  readonly digest: string | undefined
  /** By its digest where that is known, else as it was named. */
  readonly reference: string
}

/**
 * Finds out which image a name means now. A registry that this machine cannot ask is no reason to fail, as the builder
 * may well reach it: then the name stands for the image, and the log says what that means.
 */
export async function resolveBase(
  registry: Registry,
  name: string,
  logins: Readonly<Record<string, RegistryLogin>>,
): Promise<BaseImage> {
  const { log } = registry.workspace.session
  const reference = readImageReference(name)
  const known = pinnedDigest(reference)
  if (known !== undefined) return { name, digest: known, reference: name }
  const { registry: host } = reference
  if (host === 'localhost') return { name, digest: undefined, reference: name } // engines call their own images so
  try {
    const digest = await askFor(registry, reference, logins)
    if (digest === undefined) throw new Unknown(`its registry knows no ${reference.version}`)
    log.info(`Base image ${name} is ${digest} now.`)
    return { name, digest, reference: `${reference.name}@${digest}` }
  } catch (error) {
    log.info(
      `Base image ${name}: ${reasonOf(error, registry.workspace.session.signal)}. So its name stands for it: a newer image of this name is not noticed as a change.`,
    )
    return { name, digest: undefined, reference: name }
  }
}

class Unknown extends Error {}

const askFor = (
  registry: Registry,
  reference: ImageReference,
  logins: Readonly<Record<string, RegistryLogin>>,
): Promise<string | undefined> =>
  reference.registry === registry.loginServer
    ? digestUnder(registry, reference.repository, reference.version)
    : publicDigest(registry.workspace.session, reference, logins[reference.registry])

/** Only what a registry or the way to it may do; a fault of our own or a cancellation is not swallowed. */
function reasonOf(error: unknown, signal: AbortSignal): string {
  const refusal = asAzureError(error)
  if (refusal) return `its registry does not tell its digest here (${refusal.status} ${refusal.code})`
  if (error instanceof Unknown) return error.message
  if (error instanceof Error && error.name === 'AbortError' && !signal.aborted)
    return 'its registry does not answer here in time'
  if (error instanceof RestError) return `its registry cannot be asked from here (${messageOf(error)})`
  throw error
}
