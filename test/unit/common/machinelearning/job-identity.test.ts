import assert from 'node:assert/strict'
import { contractTags } from '../../../../tasks/common/machinelearning/contract-tags.ts'
import { jobName, stepKey } from '../../../../tasks/common/machinelearning/job/job-identity.ts'

const STEP = {
  'System.CollectionUri': 'https://dev.azure.com/org/',
  'System.TeamProjectId': 'project',
  'System.DefinitionId': '7',
  'Build.BuildId': '100',
  'System.JobIdentifier': 'build.train.__default',
  'System.TaskInstanceName': 'train',
  'System.JobAttempt': '1',
}
const keyOf = (changes: Record<string, string> = {}): string => {
  const variables: Record<string, string> = { ...STEP, ...changes }
  return stepKey({ get: name => variables[name] })
}

describe('6.7 the key of a step', () => {
  for (const attempt of ['System.JobAttempt', 'System.StageAttempt', 'System.PhaseAttempt']) {
    it(`is the same in every attempt (${attempt})`, () => assert.equal(keyOf({ [attempt]: '2' }), keyOf()))
  }

  const different: [what: string, changes: Record<string, string>][] = [
    ['another leg of a matrix', { 'System.JobIdentifier': 'build.train.large' }],
    ['another step of the job', { 'System.TaskInstanceName': 'trainAgain' }],
    ['another build', { 'Build.BuildId': '101' }],
    ['another pipeline', { 'System.DefinitionId': '8' }],
    ['another project', { 'System.TeamProjectId': 'other' }],
    ['another organization', { 'System.CollectionUri': 'https://dev.azure.com/other/' }],
    ['another release', { 'Release.ReleaseId': '5' }],
    ['another stage of the release', { 'Release.EnvironmentId': '12' }],
    ['a deployment group', { 'Agent.DeploymentGroupId': '3', 'Agent.MachineName': 'a' }],
  ]
  for (const [what, changes] of different) {
    it(`differs for ${what}`, () => assert.notEqual(keyOf(changes), keyOf()))
  }

  it('differs for each machine of a deployment group, and for no other machine', () => {
    const on = (machine: string, group = ''): string =>
      keyOf({ 'Agent.MachineName': machine, 'Agent.DeploymentGroupId': group })
    assert.notEqual(on('a', '3'), on('b', '3'))
    assert.equal(on('a'), on('b'))
  })

  it('is another for each leg of a matrix and each unnamed step in it, in every build', () => {
    const steps = ['100', '101'].flatMap(build =>
      ['train.small', 'train.large', 'train.__default'].flatMap(job =>
        ['MLOpsTrain', 'MLOpsTrain1', 'train'].map(step =>
          keyOf({
            'Build.BuildId': build,
            'System.JobIdentifier': `build.${job}`,
            'System.TaskInstanceName': step,
          }),
        ),
      ),
    )
    assert.equal(new Set(steps).size, 18)
    assert.equal(new Set(steps.map(key => jobName('chd', key, 1))).size, 18)
  })
})

describe('the name of a job', () => {
  const key = 'abcdef0123456789'
  const cases: [label: string, attempt: number, name: string][] = [
    ['chd', 1, 'chd-abcdef012345'],
    ['chd', 2, 'chd-abcdef012345-2'],
    ['CHD Training (nightly)', 1, 'chd-training-nightly-abcdef012345'],
    ['--', 1, 'job-abcdef012345'],
    ['训练', 1, 'job-abcdef012345'],
    ['x'.repeat(300), 1, `${'x'.repeat(60)}-abcdef012345`],
  ]
  for (const [label, attempt, name] of cases) {
    it(`${label.slice(0, 30)}, attempt ${attempt}: ${name.slice(0, 40)}`, () => {
      assert.equal(jobName(label, key, attempt), name)
      assert.match(name, /^[a-zA-Z0-9][a-zA-Z0-9\-_]{0,254}$/)
    })
  }
})

describe('the tags of the public contract', () => {
  it('name the build, its commit and branch, cut to 256 characters', () => {
    const variables: Record<string, string> = {
      'Build.BuildId': '100',
      'Build.BuildNumber': '20260101.1',
      'Build.SourceVersion': 'c0ffee',
      'Build.SourceBranch': `refs/heads/${'x'.repeat(300)}`,
    }
    const tags = contractTags({ get: name => variables[name] }, { 'mlops.run': 'j' })
    assert.deepEqual(Object.keys(tags), [
      'mlops.build',
      'mlops.buildNumber',
      'mlops.commit',
      'mlops.branch',
      'mlops.run',
    ])
    assert.equal(tags['mlops.branch']?.length, 256)
  })

  it('name the release in a release, and leave out what is not known', () => {
    const variables: Record<string, string> = { 'Release.ReleaseId': '5', 'Release.ReleaseName': 'Release-5' }
    assert.deepEqual(contractTags({ get: name => variables[name] }), {
      'mlops.build': '5',
      'mlops.buildNumber': 'Release-5',
    })
  })
})
