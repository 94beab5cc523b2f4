import type { RunDetails, ServiceError } from '../history/run-history.ts'

/** The service's own words on a failed run; undefined where it has none. */
export function serviceMessage(details: RunDetails | undefined): string | undefined {
  const error = details?.error?.error
  if (!error) return undefined
  const more = (error.details ?? []).flatMap(({ message }) => message ?? [])
  const words = [readable(error.message), ...more.filter(message => !error.message?.includes(message))]
  return words.filter(Boolean).join(' ') || error.code
}

/** Codes and ids that Microsoft's support asks for; none where the service gave none. */
export function serviceReference({ error }: RunDetails): string[] {
  const codes = codesOf(error?.error).filter(code => code !== 'UserError')
  const ids = [error?.correlation?.operation, error?.correlation?.request].filter(Boolean)
  return [
    ...(codes.length > 0 ? [`Service code: ${codes.join(' / ')}`] : []),
    ...(ids.length > 0 ? [`Operation and request: ${ids.join(' ')}`] : []),
  ]
}

function codesOf(error: ServiceError | null | undefined): string[] {
  if (!error) return []
  return [...(error.code ? [error.code] : []), ...codesOf(error.innerError)]
}

/** Some parts of the service put a document with two readings into the message; the compliant one hides names. */
function readable(message: string | undefined): string | undefined {
  if (!message?.startsWith('{')) return message
  try {
    const { NonCompliant, Compliant } = JSON.parse(message) as { NonCompliant?: string; Compliant?: string }
    return NonCompliant ?? Compliant ?? message
  } catch (error) {
    if (error instanceof SyntaxError) return message
    throw error
  }
}
