import { X509Certificate, createPrivateKey } from 'node:crypto'

/**
 * What is wrong with the certificate that came with a request; undefined where nothing is, or where none came: one that
 * came earlier, or lies in the cluster as a secret, is believed.
 */
export function flawOf(secrets: Record<string, string>, cname: string): string | undefined {
  const [cert, key] = [secrets['scoringFe.sslCert'], secrets['scoringFe.sslKey']]
  if (cert === undefined && key === undefined) return undefined
  if (cert === undefined || key === undefined) return 'certificate and key come together'
  try {
    const certificate = new X509Certificate(decoded(cert))
    if (!certificate.checkPrivateKey(createPrivateKey(decoded(key))))
      return 'the key is not that of the certificate'
    return certificate.checkHost(cname) ? undefined : `the certificate is not for ${cname}`
  } catch (error) {
    return `certificate or key cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
}

const decoded = (value: string): Buffer => Buffer.from(value, 'base64')
