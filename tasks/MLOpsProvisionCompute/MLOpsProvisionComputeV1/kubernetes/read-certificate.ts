import { X509Certificate, createPrivateKey } from 'node:crypto'
import { InputError, messageOf } from '../../../common/errors.ts'
import type { Host } from '../../../common/host/host.ts'
import type { Tls } from '../../../common/kubernetes/extension/extension-spec.ts'
import { readText } from '../../../common/specification/read-text.ts'
import type { RouterForm } from './router-inputs.ts'

/**
 * The router's TLS with the contents of its files. What would make the router refuse them, an hour later and in the
 * cluster's own log, is an error here.
 */
export function readCertificate(tls: RouterForm['tls'], host: Host): Tls | undefined {
  if (tls?.by !== 'files') return tls
  const certificate = host.secret(readText(tls.certFile))
  const key = host.secret(readText(tls.keyFile))
  for (const secret of [certificate, key]) maskParts(secret.reveal(), host)
  const problem = flawOf(certificate.reveal(), key.reveal(), tls.cname, host.clock.now())
  if (problem) throw new InputError([problem])
  return { by: 'certificate', cname: tls.cname, certificate, key }
}

/** As it is sent, and line by line, since a log is masked line by line. */
function maskParts(pem: string, host: Host): void {
  host.secret(Buffer.from(pem).toString('base64'))
  for (const line of pem.split(/\r?\n/)) if (line.length >= 16 && !line.startsWith('-----')) host.secret(line)
}

function flawOf(certificate: string, key: string, cname: string, now: number): string | undefined {
  const cert = attempt(() => new X509Certificate(certificate))
  if (typeof cert === 'string') return `'sslCertPemFile': this is no certificate in PEM form (${cert}).`
  const secret = attempt(() => createPrivateKey(key))
  if (typeof secret === 'string')
    return "'sslKeyPemFile': this is no private key in PEM form without a passphrase."
  if (!cert.checkPrivateKey(secret)) return "'sslKeyPemFile': the key is not that of the certificate."
  if (Date.parse(cert.validTo) <= now) return `'sslCertPemFile': the certificate expired on ${cert.validTo}.`
  if (!cert.checkHost(cname)) return `'sslCname': the certificate is not for ${cname} (${cert.subject}).`
  return undefined
}

function attempt<T>(read: () => T): T | string {
  try {
    return read()
  } catch (error) {
    return messageOf(error)
  }
}
