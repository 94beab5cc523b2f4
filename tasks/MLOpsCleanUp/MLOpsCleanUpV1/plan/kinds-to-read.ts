import { KINDS, type Kind } from './item.ts'

/** Who may need things of a kind, besides jobs and schedules, which are always looked at. */
const NEEDED_BY: Readonly<Record<Kind, readonly Kind[]>> = {
  deployment: [],
  endpoint: ['deployment'],
  model: ['deployment', 'environment'],
  component: ['deployment', 'component', 'model'],
  environment: ['deployment', 'component', 'model'],
  code: ['deployment', 'component', 'model'],
  image: ['deployment', 'component', 'environment', 'model'],
  compute: ['endpoint', 'deployment', 'component'],
}

/** The chosen kinds and all that may hold on to them: nobody may judge a thing without seeing who needs it. */
export function kindsToRead(chosen: ReadonlySet<Kind>): ReadonlySet<Kind> {
  const found = new Set(chosen)
  for (const kind of found) for (const needer of NEEDED_BY[kind]) found.add(needer)
  return new Set(KINDS.filter(kind => found.has(kind)))
}
