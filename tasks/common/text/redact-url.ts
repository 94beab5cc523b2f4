/** Takes user and password out of every URL in a text. */
export const redactUrls = (text: string): string =>
  text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#'"]*@/gi, '$1***@')

/**
 * The same without user and password, so that it still is a URL. The user of SSH stays: it is part of the address, and
 * no secret.
 */
export const withoutLogins = (text: string): string =>
  text.replace(/([a-z][a-z0-9+.-]*:\/\/)([^\s/?#'"]*)@/gi, (_, scheme: string, login: string) =>
    /ssh:/i.test(scheme) && login !== '' ? `${scheme}${login.split(':')[0]}@` : scheme,
  )

/** The passwords of the URLs in a text, as written and as meant, so that the agent can mask both. */
export const passwordsIn = (text: string): string[] =>
  [...text.matchAll(/[a-z][a-z0-9+.-]*:\/\/([^\s/?#'"]*)@/gi)].flatMap(([, user = '']) => {
    const password = user.slice(user.indexOf(':') + 1)
    return [...new Set([password, decoded(password)])].filter(value => value !== '')
  })

/** A text as it is meant; as it is where it holds a percent sign that means nothing. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
