import type { Secret } from '../../host/secret.ts'
import { passwordsIn } from '../../text/redact-url.ts'

/** A secret, and the passwords of the URLs in it, in the forms in which programs print them. */
export const formsOf = (secret: string): string[] => [
  ...new Set([secret, ...passwordsIn(secret)].flatMap(encodingsOf)),
]

/** As it is, in a URL, in JSON, in Base64 of either alphabet alone or after 1 or 2 bytes. */
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
  const inBase64 = [whole, ...shifted]
  const forms = [
    text,
    ...inUrl(text),
    ...inJson(text),
    ...inBase64,
    ...inBase64.map(form => form.replaceAll('+', '-').replaceAll('/', '_')),
  ]
  return [...new Set(forms)].filter((form, index) => form !== '' && (index === 0 || form.length >= SHORTEST))
}

/** Programs differ in which signs they leave as they are, and in how they write a blank. */
function inUrl(text: string): string[] {
  const lax = encodeURIComponent(text)
  const strict = lax.replace(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  return [lax, strict, strict.replaceAll('%20', '+')]
}

/** Python escapes what is not ASCII. */
function inJson(text: string): string[] {
  const plain = JSON.stringify(text).slice(1, -1)
  const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
  return [plain, plain.replace(/[^ -~]/g, escaped)]
}

/** A shorter piece of Base64 turns up by chance. */
const SHORTEST = 6

/** Takes secrets in all their forms out of a line. */
export function hider(secrets: readonly Secret[]): (line: string) => string {
  const forms = secrets.flatMap(secret => formsOf(secret.reveal())).sort((a, b) => b.length - a.length)
  return line => forms.reduce((safe, form) => safe.replaceAll(form, '***'), line)
}
