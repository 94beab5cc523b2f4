import type { Log } from '../host/host.ts'
import { findAdviceInLog } from './find-advice.ts'

/** Prints what a container's log tells about why it does not serve; nothing where it tells nothing that is known. */
export function explainLog(text: string, log: Pick<Log, 'info'>): void {
  const known = findAdviceInLog(text)
  if (!known) return
  log.info(`The log says: ${known.words}`)
  log.info(`Likely cause: ${known.cause}`)
  log.info(`What to do: ${known.remedy} More: ${known.source}`)
}
