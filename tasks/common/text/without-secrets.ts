import { passwordsIn, redactUrls } from './redact-url.ts'

const SIGNATURE = /([?&]sig=)([^&\s"']+)/gi

/** A text with URLs as a log may show it: without users, passwords and shared access signatures. */
export const withoutSecrets = (text: string): string => redactUrls(text).replace(SIGNATURE, '$1***')

/** The passwords and signatures in a text's URLs, so that the agent can mask them wherever a service repeats them. */
export const secretsIn = (text: string): string[] => [
  ...passwordsIn(text),
  ...[...text.matchAll(SIGNATURE)].map(([, , signature = '']) => signature),
]
