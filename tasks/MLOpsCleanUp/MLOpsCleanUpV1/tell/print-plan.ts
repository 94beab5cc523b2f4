import type { Log } from '../../../common/host/host.ts'
import { textTable } from '../../../common/text/text-table.ts'
import type { Verdict } from '../plan/item.ts'
import { ageInDays, staysByReason } from './count.ts'

/** The plan as a table: what goes, in the order of deletion; of what stays, the number by reason. */
export async function printPlan(verdicts: readonly Verdict[], now: number, log: Log): Promise<void> {
  const going = verdicts.filter(({ goes }) => goes)
  const title = `What goes: ${going.length} of ${verdicts.length}`
  await log.group(title, () => {
    for (const line of textTable(
      ['kind', 'name', 'days old', 'why'],
      going.map(({ item, why }) => [item.kind, item.name, String(ageInDays(item, now)), why]),
    ))
      log.info(line)
    return Promise.resolve()
  })
  for (const line of textTable(['what stays', 'number', 'why'], staysByReason(verdicts))) log.info(line)
  for (const { item, why } of verdicts.filter(({ goes }) => !goes))
    log.debug(`${item.kind} ${item.name} stays: ${why}`)
}
