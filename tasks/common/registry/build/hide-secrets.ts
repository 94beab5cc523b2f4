import type { Secret } from '../../host/secret.ts'
import { passwordsIn } from '../../python/redact-url.ts'

/** A secret, and the passwords of the URLs in it, in the forms in which programs print them. */
export const formsOf = (secret: string): string[] => [
  ...new Set([secret, ...passwordsIn(secret)].flatMap(encodingsOf)),
]

/** As it is, in a URL, in JSON, in Base64 alone or after 1 or 2 bytes. */
function encodingsOf(text: string): string[] {
  const bytes = Buffer.from(text)
  const shifted = [1, 2].map(skipped => {
    const encoded = Buffer.concat([Buffer.alloc(skipped), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    return encoded.slice(4, -1)
  })
  const base64 = bytes.toString('base64').replace(/=+$/, '')
  const whole = bytes.length % 3 === 0 ? base64 : base64.slice(0, -1)
  const forms = [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1), whole, ...shifted]
  return [...new Set(forms)].filter((form, index) => form !== '' && (index === 0 || form.length >= SHORTEST))
}

/** A shorter piece of Base64 turns up by chance. */
const SHORTEST = 6

/** Takes secrets in all their forms out of a line. */
export function hider(secrets: readonly Secret[]): (line: string) => string {
  const forms = secrets.flatMap(secret => formsOf(secret.reveal())).sort((a, b) => b.length - a.length)
  return line => forms.reduce((safe, form) => safe.replaceAll(form, '***'), line)
}
