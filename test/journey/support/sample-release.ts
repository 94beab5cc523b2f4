import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parse, stringify } from 'yaml'

const sample = 'samples/chd/azure-pipelines.yml'
const request = path.resolve('samples/chd/sample-request.json')

interface Step {
  task?: string
  inputs?: Record<string, string>
}

interface Sample {
  variables: Record<string, string>
  stages: {
    stage: string
    jobs: { strategy?: { runOnce: { deploy: { steps: Step[] } } } }[]
  }[]
}

/**
 * A pipeline of the two tasks of the sample's release that speak to the service, word for word but for the classes that
 * they expect of the sample's rows and for where they take what the build handed over. Returns its file.
 */
export function releaseExpecting(classes: string, handoffFile: string): string {
  const { variables, stages } = parse(fs.readFileSync(sample, 'utf8')) as Sample
  const release = stages.find(({ stage }) => stage === 'release')
  const steps = release?.jobs.flatMap(({ strategy }) => strategy?.runOnce.deploy.steps ?? []) ?? []
  const asking = steps.filter(({ task }) => task === 'MLOpsDeployToAks@1' || task === 'MLOpsScore@1')
  const { resourceGroup, workspaceName, scoringEndpoint } = variables
  const pipeline = {
    variables: { resourceGroup, workspaceName, scoringEndpoint },
    steps: asking.map(step => ({ ...step, inputs: changed(step, classes, handoffFile) })),
  }
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'mlops-release-')), 'azure-pipelines.yml')
  fs.writeFileSync(file, stringify(pipeline))
  return file
}

function changed({ task, inputs = {} }: Step, classes: string, handoffFile: string): Record<string, string> {
  const expectations = inputs['expectations']?.replace('equals: [0, 1]', `equals: ${classes}`)
  if (expectations === undefined || expectations === inputs['expectations'])
    throw new Error(`${task} of the sample expects no classes of its rows.`)
  const handoff = task === 'MLOpsDeployToAks@1' ? { handoffFile } : {}
  return { ...inputs, ...handoff, requestFile: request, expectations }
}
