import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { PemConverter, X509CertificateGenerator } from '@peculiar/x509'

/** A self-signed certificate with its private key, as a service connection holds them: one PEM text. */
export async function certificatePem(commonName = 'mlops-test'): Promise<string> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2030-01-01'),
    signingAlgorithm: algorithm,
    keys,
  })
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return `${PemConverter.encode(key, 'PRIVATE KEY')}\n${certificate.toString('pem')}\n`
}
