import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity'
import type { Clock } from '../clock.ts'

/** The part of a token's life for which it is used; the rest is for requests that are under way. */
const USED = 0.8

interface CachedToken {
  readonly token: AccessToken
  readonly useUntil: number
}

/**
 * Keeps each scope's token in memory for the first four fifths of its life, then fetches a new one. Without it a
 * federated credential would ask Azure DevOps for an id token before every single call.
 */
export function cached(credential: TokenCredential, clock: Clock): TokenCredential {
  const tokens = new Map<string, CachedToken>()
  return {
    async getToken(scopes: string | string[], options?: GetTokenOptions) {
      const key = String(scopes)
      const known = tokens.get(key)
      if (known && clock.now() < known.useUntil) return known.token
      const start = clock.now()
      const token = await credential.getToken(scopes, options)
      if (token) tokens.set(key, { token, useUntil: start + (token.expiresOnTimestamp - start) * USED })
      return token
    },
  }
}
