import { table } from '../../../common/summary/markdown.ts'
import { KINDS, type Verdict } from '../plan/item.ts'
import type { End } from '../remove/remove-all.ts'
import { ageInDays, staysByReason } from './count.ts'

const SHOWN = 100

/** The page of the run: numbers by kind, what goes with its age, and why the rest stays. */
export function summaryPage(
  verdicts: readonly Verdict[],
  ends: readonly End[] | undefined,
  now: number,
): string {
  const going = verdicts.filter(({ goes }) => goes)
  const rows = going.slice(0, SHOWN).map(({ item }) => [item.kind, item.name, `${ageInDays(item, now)}`])
  const more = going.length > SHOWN ? [`${going.length - SHOWN} more are in the log.`] : []
  return [
    `## Clean-up: ${headline(going.length, ends)}`,
    table(['Kind', 'Planned', 'Deleted', 'Stay'], countsByKind(verdicts, ends)),
    ...(rows.length > 0 ? ['### What goes', table(['Kind', 'Name', 'Days old'], rows), ...more] : []),
    '### What stays',
    table(['Kind', 'Number', 'Why'], staysByReason(verdicts)),
  ].join('\n\n')
}

function headline(planned: number, ends: readonly End[] | undefined): string {
  if (ends === undefined) return `${planned} would go (dry run)`
  return `${deletedOf(ends).length} of ${planned} deleted`
}

export const deletedOf = (ends: readonly End[]): readonly End[] => ends.filter(({ is }) => is === 'deleted')

function countsByKind(verdicts: readonly Verdict[], ends: readonly End[] | undefined): string[][] {
  return KINDS.flatMap(kind => {
    const own = verdicts.filter(({ item }) => item.kind === kind)
    if (own.length === 0) return []
    const planned = own.filter(({ goes }) => goes).length
    const deleted = ends && deletedOf(ends).filter(({ item }) => item.kind === kind).length
    return [
      [kind, String(planned), deleted === undefined ? '-' : String(deleted), String(own.length - planned)],
    ]
  })
}
