import type { JobListener, StepRecord } from '../job/records.ts'
import type { RunContext } from './context.ts'
import type { JobPlace } from './predefined-for.ts'
import type { JobState, StepState } from './state.ts'

/** Keeps the state of the run up to date while a job runs, and passes on what happens. */
export function jobListener(run: RunContext, place: JobPlace, job: JobState): JobListener {
  const states = new Map<StepRecord, StepState>()
  const update = (record: StepRecord): StepState => {
    const known = states.get(record)
    const state = Object.assign(known ?? newStep(record, place, job), describe(record, run))
    if (!known) {
      states.set(record, state)
      job.steps.push(state)
    }
    run.save()
    return state
  }
  const { listener, settings } = run
  return {
    stepStarted: record => listener.stepStarted?.(update(record), job),
    stepFinished: record => listener.stepFinished?.(update(record), job),
    line: (line, record) => listener.line?.(line, settings.clock.now(), record && states.get(record)),
    progress: record => {
      const state = states.get(record)
      if (state && record.progress !== undefined) listener.progress?.(record.progress, state)
    },
    summary: (markdown, title, record) => run.state.summaries.push({ title, markdown, step: record.name }),
    buildNumberChanged: number => {
      run.state.build.number = number
      run.save()
    },
    tagAdded: tag => {
      if (!run.state.tags.includes(tag)) run.state.tags.push(tag)
    },
  }
}

function newStep(record: StepRecord, place: JobPlace, job: JobState): StepState {
  const attempt = place.stageState.attempt > 1 ? `.attempt${place.stageState.attempt}` : ''
  const leg = job.leg === undefined ? '' : `.${job.leg}`
  const folder = `${place.stage.name}.${job.name}${leg}${attempt}`
  const number = String(job.steps.length + 1).padStart(2, '0')
  const phase = record.phase === 'main' ? '' : `.${record.phase}`
  const fileName = `${number}-${record.name}${phase}.log`.replace(/[^\w.-]/g, '_')
  return { ...describeBare(record), log: `${folder.replace(/[^\w.-]/g, '_')}/${fileName}` }
}

function describeBare(record: StepRecord): Omit<StepState, 'log'> {
  return {
    name: record.name,
    displayName: record.displayName,
    task: record.task,
    phase: record.phase,
    result: record.result,
    startedAt: record.startedAt?.toISOString(),
    finishedAt: record.finishedAt?.toISOString(),
    attempts: record.attempts,
    outputs: {},
    issues: record.issues,
  }
}

function describe(record: StepRecord, { masker }: RunContext): Omit<StepState, 'log'> {
  const outputs = [...record.outputs].map(([name, { value, secret }]) => [
    name,
    secret ? '***' : masker.apply(value),
  ])
  return { ...describeBare(record), outputs: Object.fromEntries(outputs) as Record<string, string> }
}
