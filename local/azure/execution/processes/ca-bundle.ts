import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import type { World } from '../../core/world.ts'

/** Variables in which a machine names its own authorities, such as a company's proxy. */
const variables = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS', 'PIP_CERT']

/** Writes a bundle of the public authorities, the machine's and local Azure's own: Python takes one file only. */
export function writeCaBundle(world: World): string {
  const files = [...new Set(variables.flatMap(name => process.env[name] ?? []))].filter(file =>
    existsSync(file),
  )
  const machine = files.map(file => readFileSync(file, 'utf8'))
  const bundle = join(world.stateDirectory, 'job-authorities.pem')
  const authorities = machine.length > 0 ? machine : rootCertificates
  writeFileSync(bundle, [...authorities, world.certificates.ca].join('\n') + '\n')
  return bundle
}
