import { TaskError } from '../../errors.ts'
import { endOf } from '../build/explain-failure.ts'
import { remedyFor } from '../manifest/find-image.ts'
import type { Registry } from '../registry.ts'
import type { Engine } from './find-engine.ts'

const CERTIFICATE = /x509|certificate/i

/** An engine that could not log in to a registry. */
export function explainLogin({ name }: Engine, server: string, log: readonly string[]): TaskError {
  const what = `${name} could not log in to ${server}.${endOf(log)}`
  if (log.some(line => CERTIFICATE.test(line))) return new TaskError(what, untrusted(name, server))
  return new TaskError(what, {
    cause: 'The registry refuses the login, or cannot be reached from this agent.',
    remedy:
      'Read the lines above; check registryCredentials, the roles of the service connection on the registry, and its firewall.',
  })
}

/** An image that was built and could not be pushed. */
export function explainPush(
  { name }: Engine,
  registry: Registry,
  image: string,
  log: readonly string[],
): TaskError {
  const text = log.join('\n')
  const what = `${name} could not push ${image}.${endOf(log)}`
  if (CERTIFICATE.test(text)) return new TaskError(what, untrusted(name, registry.loginServer))
  if (/client with IP|not allowed access/i.test(text))
    return new TaskError(what, {
      cause: "The registry's firewall does not let this agent in.",
      remedy: 'Run this job on an agent in a network that the registry lets in.',
    })
  if (/denied|unauthorized|authentication required|insufficient/i.test(text))
    return new TaskError(what, {
      cause: 'The service connection may not push to this repository.',
      remedy: remedyFor(registry, true),
    })
  return new TaskError(what, { remedy: 'Read the lines above; run again where the network was to blame.' })
}

const untrusted = (name: string, server: string): { cause: string; remedy: string } => ({
  cause: `${name} does not trust the certificate of ${server}.`,
  remedy:
    name === 'docker'
      ? `Give the authority to the Docker daemon (/etc/docker/certs.d/${server}/ca.crt).`
      : 'Configure the agent with --sslcacert, or give the authority to the system.',
})
