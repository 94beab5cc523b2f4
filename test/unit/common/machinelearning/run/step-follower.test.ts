import assert from 'node:assert/strict'
import { TaskError } from '../../../../../tasks/common/errors.ts'
import { followJob } from '../../../../../tasks/common/machinelearning/run/follow/follow-job.ts'
import { fakeWorld, type FakeWorld } from '../../../../support/fake-workspace.ts'

interface FakeStep {
  readonly name: string
  readonly states: string[]
  readonly log?: string
  readonly error?: string
  readonly reused?: boolean
}

/** A pipeline whose steps take their next state with each look; the pipeline ends when all of them have. */
function pipelineOf(...steps: FakeStep[]): FakeWorld {
  const world = fakeWorld()
  const looks = new Map<string, number>()
  const stateOf = ({ name, states }: FakeStep): string =>
    states[Math.min((looks.get(name) ?? 0) - 1, states.length - 1)] ?? 'NotStarted'
  world.wire.on('GET', /\/runs\/p\/children/, () => ({
    body: {
      value: steps.map(({ name, reused }, i) => ({
        runId: `run-${name}`,
        displayName: name,
        status: 'any',
        createdUtc: `2026-01-01T00:00:0${i}Z`,
        properties: reused ? { 'azureml.isreused': 'true' } : {},
      })),
    },
  }))
  for (const step of steps) {
    if (step.log !== undefined) world.world.blobs.put(`logs/${step.name}`, step.log)
    const logFiles = {
      'user_logs/std_log.txt': `https://account.blob.storage.example/logs/${step.name}?sig=s`,
    }
    const error = step.error === undefined ? null : { error: { message: step.error } }
    world.wire.on('GET', new RegExp(`/runs/run-${step.name}/details`), () => {
      looks.set(step.name, (looks.get(step.name) ?? 0) + 1)
      return { body: { runId: `run-${step.name}`, status: stateOf(step), logFiles, error } }
    })
  }
  world.wire.on('GET', /\/runs\/p\/details/, () => {
    const words = steps.map(stateOf)
    const isOver = words.every(word => ['Completed', 'Failed', 'Canceled'].includes(word))
    const end = words.includes('Failed') ? 'Failed' : 'Completed'
    return { body: { runId: 'p', status: isOver ? end : 'Running', logFiles: {} } }
  })
  return world
}

const follow = async (world: FakeWorld): Promise<unknown> =>
  followJob(
    await world.workspace(),
    { name: 'p', properties: { jobType: 'Pipeline' } },
    { queueTimeoutInMinutes: undefined, runTimeoutInMinutes: undefined },
  )

describe('following the steps of a pipeline job', () => {
  it('prints each state of a step once and its log under its name', async () => {
    const world = pipelineOf(
      { name: 'prepare', states: ['Running', 'Completed'], log: 'cleaning\n' },
      { name: 'train', states: ['Queued', 'Running', 'Completed'], log: 'fitting\nno end' },
    )
    await follow(world)
    const lines = world.host.log.lines
    for (const line of [
      'SECTION Step prepare: Running',
      'prepare | cleaning',
      'SECTION Step prepare: Completed',
      'SECTION Step train: Queued',
      'SECTION Step train: Running',
      'train | fitting',
      'train | no end',
      'SECTION Step train: Completed',
    ])
      assert.equal(lines.filter(printed => printed === line).length, 1, `${line} in\n${lines.join('\n')}`)
  })

  it('6.8 tells how many steps are done', async () => {
    const world = pipelineOf(
      { name: 'prepare', states: ['Completed'] },
      { name: 'train', states: ['Running', 'Completed'] },
    )
    await follow(world)
    const steps = world.host.log.progressSteps
    assert.deepEqual(steps[0], { percent: 50, operation: '1 of 2 steps are done' })
    assert.deepEqual(steps.at(-1), { percent: 100, operation: '2 of 2 steps are done' })
  })

  it('says of a step that it was reused', async () => {
    const world = pipelineOf({ name: 'prepare', states: ['Completed'], reused: true })
    await follow(world)
    assert.ok(world.host.log.lines.includes('SECTION Step prepare: Completed (reused from an earlier run)'))
  })

  it('names the step that failed, with its error and the end of its log', async () => {
    const world = pipelineOf(
      { name: 'prepare', states: ['Completed'] },
      {
        name: 'train',
        states: ['Running', 'Failed'],
        log: 'Traceback\nValueError: no rows\n',
        error: "User process 'python' exited with status code 1.",
      },
    )
    await assert.rejects(follow(world), (error: unknown) => {
      assert.ok(error instanceof TaskError)
      assert.deepEqual(error.message.split('\n'), [
        "Step train of job p ended as Failed. User process 'python' exited with status code 1.",
        'From its log:',
        'Traceback',
        'ValueError: no rows',
      ])
      return true
    })
  })
})
