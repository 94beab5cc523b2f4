/** Every form in which a secret could show up in a log. */
export function encodings(secret: string): Set<string> {
  const forms = [secret, ...secret.split(/\r\n|\r|\n/), secret.trim(), unquote(secret)]
  return new Set(forms.flatMap(encode).filter(form => form.trim() !== ''))
}

function encode(form: string): string[] {
  const json = JSON.stringify(form).slice(1, -1)
  return [
    form,
    json,
    uriEscape(form),
    form.replaceAll('\\', '\\\\'),
    form.replaceAll('%', '%AZP25'),
    ...base64Forms(form),
  ]
}

/** .NET's EscapeDataString: like encodeURIComponent, and `!'()*` too. A lone surrogate has no such form. */
function uriEscape(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd')).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Base64 of the text, and what stays recognisable when it stands inside a longer text at another alignment. */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8')
  const whole = bytes.toString('base64')
  const shifted = [1, 2].map(skip => bytes.subarray(skip)).filter(rest => rest.length >= 6)
  return [whole, whole.replace(/=+$/, ''), ...shifted.map(rest => trimTail(rest))]
}

function trimTail(bytes: Buffer): string {
  return bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64')
}

function unquote(text: string): string {
  const quoted = /^(["'])([\s\S]*)\1$/.exec(text)
  return quoted?.[2] ?? text
}
