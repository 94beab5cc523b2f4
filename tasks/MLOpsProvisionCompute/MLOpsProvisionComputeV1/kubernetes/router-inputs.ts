import type { InputReader } from '../../../common/host/input-reader.ts'
import type { ExtensionSpec, RouterServiceType } from '../../../common/kubernetes/extension/extension-spec.ts'

/** The inference router as the form describes it: certificate and key are still files. */
export interface RouterForm extends Omit<ExtensionSpec, 'tls'> {
  readonly tls:
    | { readonly by: 'files'; readonly cname: string; readonly certFile: string; readonly keyFile: string }
    | { readonly by: 'secret'; readonly cname: string; readonly secret: string }
    | undefined
}

const SERVICE_TYPES: Readonly<Record<string, RouterServiceType>> = {
  loadBalancer: 'LoadBalancer',
  nodePort: 'NodePort',
  clusterIP: 'ClusterIP',
}

export function readRouter(read: InputReader): RouterForm {
  const router = readServiceType(read)
  const internalLoadBalancer = read.flag('internalLoadBalancer')
  if (internalLoadBalancer && router !== undefined && router !== 'LoadBalancer')
    read.reject('internalLoadBalancer', `inferenceRouterServiceType ${router} has no load balancer.`)
  return {
    router,
    internalLoadBalancer,
    tls: readTls(read),
    allowInsecureConnections: read.flag('allowInsecureConnections'),
    settings: readSettings(read),
  }
}

function readServiceType(read: InputReader): RouterServiceType | undefined {
  const words = ['unspecified', ...Object.keys(SERVICE_TYPES)]
  return SERVICE_TYPES[read.choice('inferenceRouterServiceType', words, 'unspecified')]
}

const SECRET = {
  pattern: /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/,
  expected: 'the name of a Kubernetes secret',
}
const CNAME = {
  pattern: /^(?=.{1,253}$)([a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,}$/,
  expected: 'a host name, as score.contoso.com',
}

function readTls(read: InputReader): RouterForm['tls'] {
  const certFile = read.existingPath('sslCertPemFile')
  const keyFile = read.existingPath('sslKeyPemFile')
  const secret = read.text('sslSecret', SECRET)
  const cname = read.text('sslCname', CNAME)
  if ((certFile === undefined) !== (keyFile === undefined))
    read.reject(
      certFile === undefined ? 'sslCertPemFile' : 'sslKeyPemFile',
      'certificate and key go together.',
    )
  if (secret !== undefined && certFile !== undefined)
    read.reject('sslSecret', 'name a secret of the cluster, or certificate and key; not both.')
  const isAsked = certFile !== undefined || secret !== undefined
  if (isAsked && cname === undefined)
    read.reject('sslCname', 'the host name that the certificate is for is required with TLS.')
  if (!isAsked && cname !== undefined)
    read.reject(
      'sslCname',
      'a host name needs a certificate: sslCertPemFile and sslKeyPemFile, or sslSecret.',
    )
  if (secret !== undefined) return { by: 'secret', cname: cname ?? '', secret }
  return certFile && keyFile ? { by: 'files', cname: cname ?? '', certFile, keyFile } : undefined
}

/** What other inputs say, and what ties the extension to its cluster. */
const OWN = new Map([
  ['inferencerouterservicetype', 'inferenceRouterServiceType'],
  ['internalloadbalancerprovider', 'internalLoadBalancer'],
  ['allowinsecureconnections', 'allowInsecureConnections'],
  ['sslcname', 'sslCname'],
  ['sslsecret', 'sslSecret'],
  ['scoringfe.sslsecret', 'sslSecret'],
  ['scoringfe.sslcert', 'sslCertPemFile'],
  ['scoringfe.sslkey', 'sslKeyPemFile'],
  ['sslcertpemfile', 'sslCertPemFile'],
  ['sslkeypemfile', 'sslKeyPemFile'],
])
const FIXED = ['clusterid', 'cluster_name', 'location', 'domain', 'jobschedulerlocation']

/** What the official client keeps among the protected settings. */
const SECRET_SETTING = /connection_?string$/i

function readSettings(read: InputReader): Readonly<Record<string, string>> {
  const settings = read.pairs('extensionSettings')
  for (const name of Object.keys(settings)) {
    const own = OWN.get(name.toLowerCase())
    if (own) read.reject('extensionSettings', `${name} has an input of its own: ${own}.`)
    if (FIXED.includes(name.toLowerCase()))
      read.reject('extensionSettings', `${name} follows from the cluster and cannot be set.`)
    if (SECRET_SETTING.test(name))
      read.reject(
        'extensionSettings',
        `${name} is a secret, and settings are told to who may read the cluster.`,
      )
  }
  return settings
}
