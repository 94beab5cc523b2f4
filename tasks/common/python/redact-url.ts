/** Takes user and password out of every URL in a text. */
export const redactUrls = (text: string): string =>
  text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#'"]*@/gi, '$1***@')

/** The passwords of the URLs in a text, as written and as meant, so that the agent can mask both. */
export const passwordsIn = (text: string): string[] =>
  [...text.matchAll(/[a-z][a-z0-9+.-]*:\/\/([^\s/?#'"]*)@/gi)].flatMap(([, user = '']) => {
    const password = user.slice(user.indexOf(':') + 1)
    return [...new Set([password, decoded(password)])].filter(value => value !== '')
  })

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
