import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY = 24 * 60 * 60 * 1000
const CA_NAME = 'CN=MLOps local Azure certificate authority'

export interface Certificates {
  /** PEM file of the authority, for clients that must trust it. */
  caFile: string
  ca: string
  cert: string
  key: string
}

/**
 * The certificate of the HTTPS servers, for localhost, the loopback addresses and storage accounts by their host. The authority is made once
 * and kept in the state directory, so that a client configured before a restart goes on trusting it.
 */
export async function loadCertificates(stateDirectory: string): Promise<Certificates> {
  const caFile = join(stateDirectory, 'ca.pem')
  const caKeyFile = join(stateDirectory, 'ca-key.pem')
  if (!existsSync(caFile) || !existsSync(caKeyFile)) await createAuthority(caFile, caKeyFile)
  const ca = readFileSync(caFile, 'utf8')
  const leaf = await issueLeaf(new x509.X509Certificate(ca), await importKey(readFileSync(caKeyFile, 'utf8')))
  return { caFile, ca, ...leaf }
}

async function createAuthority(caFile: string, caKeyFile: string): Promise<void> {
  const keys = await generateKeys()
  const ca = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: CA_NAME,
      keys,
      signingAlgorithm: ALGORITHM,
      ...validity(3650),
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  )
  writeFileSync(caKeyFile, await exportKey(keys.privateKey), { mode: 0o600 })
  writeFileSync(caFile, ca.toString('pem') + '\n')
}

async function issueLeaf(ca: x509.X509Certificate, caKey: webcrypto.CryptoKey) {
  const keys = await generateKeys()
  const leaf = await x509.X509CertificateGenerator.create(
    {
      subject: 'CN=localhost',
      issuer: ca.subject,
      publicKey: keys.publicKey,
      signingKey: caKey,
      signingAlgorithm: ALGORITHM,
      ...validity(365),
      extensions: [
        new x509.BasicConstraintsExtension(false),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'dns', value: '*.blob.core.localhost' },
          { type: 'ip', value: '127.0.0.1' },
          { type: 'ip', value: '::1' },
        ]),
        await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey, false, webcrypto),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  )
  return { cert: leaf.toString('pem'), key: await exportKey(keys.privateKey) }
}

const generateKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])

/** A day of grace into the past: the clocks of containers lag. */
const validity = (days: number) => ({
  notBefore: new Date(Date.now() - DAY),
  notAfter: new Date(Date.now() + days * DAY),
})

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
}

async function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), ALGORITHM, false, ['sign'])
}
