import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { readInputs } from '../../../tasks/MLOpsContainerize/MLOpsContainerizeV1/inputs.ts'
import { InputError } from '../../../tasks/common/errors.ts'
import { connectionOf } from '../../support/fake-azure.ts'
import { FakeHost } from '../../support/fake-host.ts'
import { folderPerTest } from '../../support/folder.ts'

const manifest = new URL('../../../tasks/MLOpsContainerize/MLOpsContainerizeV1/task.json', import.meta.url)

describe('the form of MLOpsContainerize', () => {
  const folder = folderPerTest()
  const hostWith = (inputs: Record<string, string>): FakeHost =>
    new FakeHost({ inputs, connections: { azure: connectionOf() } })
  const form = (changes: Record<string, string> = {}): Record<string, string> => {
    folder().write({ 'code/score.py': '', 'conda.yml': '', 'requirements.txt': '' })
    return {
      azureSubscription: 'azure',
      resourceGroup: 'rg-mlops',
      workspaceName: 'ws-mlops',
      code: folder().at('code'),
      condaFile: folder().at('conda.yml'),
      ...changes,
    }
  }
  const problems = (inputs: Record<string, string>): readonly string[] => {
    try {
      readInputs(hostWith(inputs))
    } catch (error) {
      if (error instanceof InputError) return error.problems
      throw error
    }
    return []
  }

  it('6.1 declares every input that is read, and every declared input is read', () => {
    const { inputs } = JSON.parse(readFileSync(manifest, 'utf8')) as { inputs: { name: string }[] }
    const gate = { gateMetric: 'm', endpointName: 'e', gateBaselineVersion: '1', gateThreshold: '1' }
    const read = ['deployed', 'version', 'best', 'none'].flatMap(gateBaseline => {
      const host = hostWith(form({ ...gate, gateBaseline }))
      readInputs(host)
      return [...host.read]
    })
    assert.deepEqual([...new Set(read)].sort(), inputs.map(({ name }) => name).sort())
  })

  it('6.1 reports all that is wrong with it together', () => {
    const found = problems({
      gateMetric: 'roc_auc',
      gateGoal: 'up',
      gateMargin: 'much',
      gateThreshold: 'high',
      gateMissingMetric: 'skip',
      scoringScript: '../score.py',
      repository: 'Models/CHD',
      imageTags: 'a b\n$(tag)',
      builder: 'kaniko',
      platform: 'amd64',
      buildTimeoutInMinutes: '2',
      agentPoolName: 'a b',
      registryIdentity: 'me',
      environment: 'azureml://registries/azureml/environments/x',
      buildArguments: 'no equals sign',
      tags: 'team',
    })
    const named = [...new Set(found.map(problem => /^'(\w+)'/.exec(problem)?.[1]))]
    assert.deepEqual(named.sort(), [
      'agentPoolName',
      'azureSubscription',
      'buildArguments',
      'buildTimeoutInMinutes',
      'builder',
      'code',
      'endpointName',
      'environment',
      'gateGoal',
      'gateMargin',
      'gateMissingMetric',
      'gateThreshold',
      'imageTags',
      'platform',
      'registryIdentity',
      'repository',
      'resourceGroup',
      'scoringScript',
      'tags',
      'workspaceName',
    ])
  })

  it('is complete with a folder of code and a conda file: no gate, the policies that are safe', () => {
    const inputs = readInputs(hostWith(form()))
    assert.equal(inputs.gate, undefined)
    assert.equal(inputs.scoringScript, 'score.py')
    assert.equal(inputs.gateRejected, 'skip')
    const gated = readInputs(hostWith(form({ gateMetric: 'roc_auc', endpointName: 'chd' })))
    assert.deepEqual(gated.gate?.rules, [
      {
        metric: 'roc_auc',
        goal: 'maximize',
        baseline: { from: 'deployed', endpointName: 'chd' },
        threshold: undefined,
        margin: { amount: 0, isPercent: false },
        missingMetric: 'fail',
        missingBaseline: 'accept',
        unreadableBaseline: 'fail',
      },
    ])
  })

  const wrong: [what: string, changes: () => Record<string, string>, problem: RegExp][] = [
    [
      'two dependency files',
      () => ({ requirementsFile: folder().at('requirements.txt') }),
      /'condaFile': .*exclude each other/,
    ],
    [
      'no dependency file',
      () => ({ condaFile: '' }),
      /'condaFile': give a conda file or a requirements file/,
    ],
    ['a code folder that is not there', () => ({ code: '/not/there' }), /'code': there is no \/not\/there/],
    [
      'a threshold without a metric',
      () => ({ gateThreshold: '0.7' }),
      /'gateMetric': a threshold needs a metric/,
    ],
    [
      'a gate against a deployed model of no endpoint',
      () => ({ gateMetric: 'm' }),
      /'endpointName': name the endpoint/,
    ],
    [
      'a gate against no version',
      () => ({ gateMetric: 'm', gateBaseline: 'version' }),
      /'gateBaselineVersion': name the version/,
    ],
    [
      'a script outside the folder',
      () => ({ scoringScript: '/etc/score.py' }),
      /'scoringScript': .*does not lie in/,
    ],
    [
      'an image that could end an instruction',
      () => ({ image: 'base\nRUN rm -rf /' }),
      /'image': [^]*is not an image name/,
    ],
    [
      'a base image and an environment',
      () => ({ image: 'base:1', environment: 'scoring:1' }),
      /'image': image and environment exclude each other/,
    ],
    [
      'an argument that the Dockerfile sets itself',
      () => ({ buildArguments: 'MLOPS_REVISION=1' }),
      /'buildArguments': MLOPS_REVISION cannot be set/,
    ],
    [
      'a base image by an argument of the Dockerfile that this task writes',
      () => ({ buildArguments: 'BASE_IMAGE=base:1' }),
      /'buildArguments': BASE_IMAGE cannot be set/,
    ],
    [
      'a secret that would change the engine',
      () => ({ secretBuildArguments: 'BUILDKIT_HOST=x' }),
      /'secretBuildArguments': BUILDKIT_HOST cannot be set/,
    ],
    [
      'one argument both plain and secret',
      () => ({ buildArguments: 'TOKEN=1', secretBuildArguments: 'TOKEN=2' }),
      /'secretBuildArguments': TOKEN is in buildArguments too/,
    ],
    [
      'a registry without a password',
      () => ({ registryCredentials: '- {server: base.example, username: u}' }),
      /'registryCredentials': entry 1 needs a username and a password, or an identity/,
    ],
    [
      'a key that a registry does not take',
      () => ({ registryCredentials: '- {server: base.example, identity: "[system]", tenant: t}' }),
      /'registryCredentials': entry 1 has tenant/,
    ],
    ['a repository with a tag', () => ({ repository: 'chd:1' }), /'repository': .*without registry and tag/],
    [
      'a macro without a value',
      () => ({ modelVersion: '$(train.modelVersion)' }),
      /'modelVersion': the variable train\.modelVersion has no value/,
    ],
  ]
  for (const [what, changes, problem] of wrong)
    it(`refuses ${what}`, () => {
      const inputs = { ...form(), ...changes() }
      const filled = Object.entries(inputs).filter(([, value]) => value !== '')
      assert.match(problems(Object.fromEntries(filled)).join('\n'), problem)
    })

  it("takes any argument that a Dockerfile of the user's own may have, also one named like a method", () => {
    folder().write({ Dockerfile: 'FROM base' })
    const given = 'BASE_IMAGE=base:2\nVERSION=3\nSOURCE=x=y'
    const changes = { dockerfile: folder().at('Dockerfile'), buildArguments: given }
    const read = readInputs(hostWith(form({ ...changes, secretBuildArguments: 'constructor=s3cret' })))
    assert.deepEqual(read.buildArguments, { BASE_IMAGE: 'base:2', VERSION: '3', SOURCE: 'x=y' })
    assert.equal(read.secretBuildArguments['constructor']?.reveal(), 's3cret')
  })

  it('takes a script path as Windows writes it', () =>
    assert.equal(
      readInputs(hostWith(form({ scoringScript: '.\\app\\score.py' }))).scoringScript,
      'app/score.py',
    ))

  const secret = 'p4ss#word: "x"'
  const bad: Record<string, Record<string, string>> = {
    'a secret argument without a name': { secretBuildArguments: secret },
    'a secret argument of a wrong name': { secretBuildArguments: `no-name=${secret}` },
    'a password that breaks the YAML': { registryCredentials: `- {server: s, password: "${secret}"}` },
    'credentials that are no list': { registryCredentials: `password: '${secret}'` },
  }
  for (const [what, changes] of Object.entries(bad))
    it(`refuses ${what} without repeating it`, () => {
      const found = problems({ ...form(), ...changes }).join('\n')
      assert.match(found, /^'(secretBuildArguments|registryCredentials)'/m)
      assert.ok(!found.includes('p4ss'), found)
    })

  it('masks secrets in the forms in which programs print them, before anything is done with them', () => {
    const host = hostWith(
      form({
        secretBuildArguments: 'TOKEN=s3cret/&"x"',
        registryCredentials: "- {server: 'base.example:5000', username: u, password: '0123'}",
      }),
    )
    const { secretBuildArguments, access } = readInputs(host)
    assert.equal(secretBuildArguments['TOKEN']?.reveal(), 's3cret/&"x"')
    assert.equal(access.logins['base.example:5000']?.password.reveal(), '0123')
    for (const form of ['s3cret/&"x"', 's3cret%2F%26%22x%22', 's3cret/&\\"x\\"', '0123'])
      assert.ok(host.masked.includes(form), form)
    const header = Buffer.from('user:s3cret/&"x"').toString('base64')
    assert.ok(host.masked.some(form => header.includes(form)))
  })
})
