import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CryptoKey, type JWK, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose'

/** An RS256 key pair with the id under which its public half is published. */
export interface SigningKey {
  kid: string
  privateKey: CryptoKey
  publicJwk: JWK
}

/** Kept in the state directory, so that tokens outlive a restart. */
export async function loadSigningKey(stateDirectory: string, name: string): Promise<SigningKey> {
  const file = join(stateDirectory, `${name}-signing-key.json`)
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(await newJwk()), { mode: 0o600 })
  const jwk = JSON.parse(readFileSync(file, 'utf8')) as JWK
  const { kty, n, e } = jwk as { kty: string; n: string; e: string }
  const kid = await calculateJwkThumbprint(jwk)
  const privateKey = (await importJWK(jwk, 'RS256')) as CryptoKey
  return { kid, privateKey, publicJwk: { kty, n, e, kid, use: 'sig', alg: 'RS256' } }
}

async function newJwk(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return exportJWK(privateKey)
}
