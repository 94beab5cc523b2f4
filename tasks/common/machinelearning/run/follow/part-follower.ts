import { inParallel } from '../../../in-parallel.ts'
import { isTerminal } from '../../job/jobs.ts'
import type { Workspace } from '../../workspace/workspace.ts'
import { listChildren, readDetails, type ChildRun, type RunDetails } from '../history/run-history.ts'
import { RunLogs } from '../logs/run-logs.ts'
import {
  hyperparameters,
  isReused,
  kindOfParts,
  nameOf,
  type Part,
  type PartKind,
  type Tags,
} from './part.ts'
import { hasBegun } from './states.ts'
import type { Transcript } from './transcript.ts'

const AT_ONCE = 4

export interface PartFollowerOptions {
  readonly transcript: Transcript
  /** Stands before every line, as `outer job | `; empty for a single job. */
  readonly prefix: string
  readonly kind: PartKind
  /** Path of the part whose parts these are; empty for the job itself. */
  readonly above?: string
}

interface FollowedPart {
  readonly child: ChildRun
  readonly path: string
  readonly logs: RunLogs
  details: RunDetails | undefined
  below: PartFollower | undefined
  status: string
  isDescribed: boolean
  isDrained: boolean
}

/** The runs below a job, at every depth: the states of each and its log lines under its own name. */
export class PartFollower {
  readonly #workspace: Workspace
  readonly #parent: string
  readonly #options: PartFollowerOptions
  readonly #parts = new Map<string, FollowedPart>()

  constructor(workspace: Workspace, parent: string, options: PartFollowerOptions) {
    this.#workspace = workspace
    this.#parent = parent
    this.#options = options
  }

  /** Every part that Azure has told of, those of nested pipelines and sweeps after their own parent. */
  get parts(): Part[] {
    return [...this.#parts.values()].flatMap(part => [
      ...(part.details ? [this.#described(part, part.details)] : []),
      ...(part.below?.parts ?? []),
    ])
  }

  /** What an unfinished line of some part shows now. */
  get pending(): string {
    const open = [...this.#parts.values()].filter(part => !part.isDrained)
    return open.map(({ logs, below }) => logs.pending || below?.pending || '').find(text => text !== '') ?? ''
  }

  /** @param tags those of the run whose parts these are */
  async read(tags: Tags): Promise<void> {
    const children = await listChildren(this.#workspace, this.#parent)
    await inParallel(children, AT_ONCE, child => this.#readPart(child, tags))
  }

  /** Reads what was written after the job's last state, and what has no line end. */
  async end(tags: Tags): Promise<void> {
    await this.read(tags)
    for (const part of this.#parts.values()) if (!part.isDrained) await this.#drain(part)
  }

  async #readPart(child: ChildRun, tags: Tags): Promise<void> {
    const part = this.#partOf(child)
    if (part.isDrained) return
    const details = await readDetails(this.#workspace, child.runId)
    part.details = details
    const hasEnded = isTerminal(details.status)
    if (!hasEnded) this.#announce(part, details.status, tags)
    const isNew = await this.#readLogs(part, details)
    if (hasEnded) this.#announce(part, details.status, tags)
    if (hasEnded && !isNew && part.logs.trouble.reads === 0) await this.#drain(part)
  }

  /** Whether there was anything new, in its own logs or in those below. */
  async #readLogs(part: FollowedPart, details: RunDetails): Promise<boolean> {
    const { anonymous, signal } = this.#workspace.session
    const before = part.logs.bytes
    await part.logs.read(anonymous, details.logFiles, signal)
    if (hasBegun(details.status)) await this.#readBelow(part, details)
    return part.logs.bytes > before
  }

  /** The last lines may come after the last state: a part is done when a look after it brought nothing. */
  async #drain(part: FollowedPart): Promise<void> {
    await part.below?.end(part.details?.tags)
    part.logs.end()
    part.isDrained = true
    const { reads, why } = part.logs.trouble
    if (reads > 0)
      this.#options.transcript.warn(`The log of ${part.path} could not be read to its end: ${why}`)
  }

  async #readBelow(part: FollowedPart, { properties, tags }: RunDetails): Promise<void> {
    const kind = kindOfParts({ ...part.child, properties: { ...part.child.properties, ...properties } })
    if (!kind) return
    part.below ??= new PartFollower(this.#workspace, part.child.runId, {
      ...this.#options,
      kind,
      above: `${part.path}/`,
    })
    await part.below.read(tags)
  }

  #announce(part: FollowedPart, status: string, tags: Tags): void {
    if (status === part.status) return
    part.status = status
    const { transcript, prefix, kind } = this.#options
    const word = kind === 'step' ? `Step ${part.path}` : part.path.replace(/(^|\/)trial /, '$1Trial ')
    const remark = isReused(part.child) ? ' (reused from an earlier run)' : this.#triedBy(part, tags)
    transcript.section(`${prefix}${word}: ${status}${remark}`)
  }

  /** As ` (depth=4, rate=0.1)`, once for each trial; empty where the service does not tell. */
  #triedBy(part: FollowedPart, tags: Tags): string {
    const values = part.isDescribed ? [] : Object.entries(hyperparameters(part.child.runId, tags))
    part.isDescribed ||= values.length > 0
    return values.length > 0 ? ` (${values.map(([name, value]) => `${name}=${value}`).join(', ')})` : ''
  }

  #partOf(child: ChildRun): FollowedPart {
    const known = this.#parts.get(child.runId)
    if (known) return known
    const { transcript, prefix, kind, above = '' } = this.#options
    const path = above + nameOf(child, kind, this.#parent)
    const source = isReused(child) ? `${path} (reused)` : path
    const logs = new RunLogs(
      (label, lines) => {
        const name = label === '' ? source : `${source} | ${label}`
        transcript.lines(prefix + name, `${prefix}${name} | `, lines)
      },
      kindOfParts(child) !== undefined,
    )
    const part: FollowedPart = {
      child,
      path,
      logs,
      details: undefined,
      below: undefined,
      status: '',
      isDescribed: false,
      isDrained: false,
    }
    this.#parts.set(child.runId, part)
    return part
  }

  #described({ child, path, logs, below }: FollowedPart, details: RunDetails): Part {
    const { kind } = this.#options
    return {
      runId: child.runId,
      kind,
      path,
      isReused: isReused(child),
      details,
      logs,
      isParent: below !== undefined,
    }
  }
}
