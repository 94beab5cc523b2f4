import assert from 'node:assert/strict'
import type { Answer } from '../azure/local-azure.ts'
import type { Json, WorkspaceUnderTest } from './workspace.ts'

/** What suites about pipelines do again and again. */
export interface Pipelines {
  /** Registers version 1 of a component, a command unless the specification says otherwise; answers its id. */
  component(name: string, spec: Json): Promise<string>
  submit(name: string, properties: Json): Promise<Answer>
  /** Submits, and waits for the job to be Completed. */
  run(name: string, properties: Json): Promise<Json>
  children(runId: string): Promise<(Json & { runId: string })[]>
}

export async function pipelinesOf(workspace: WorkspaceUnderTest, environment: string): Promise<Pipelines> {
  const { token } = await workspace.azure.credential.getToken('https://ml.azure.com/.default')
  const submit: Pipelines['submit'] = (name, properties) => {
    const body = { properties: { jobType: 'Pipeline', ...properties } }
    return workspace.arm('PUT', `/jobs/${name}`, body, { 'x-azureml-token': token })
  }
  return {
    submit,
    async component(name, spec) {
      const componentSpec = { name, version: '1', type: 'command', environment, ...spec }
      await workspace.ok('PUT', `/components/${name}/versions/1`, { properties: { componentSpec } })
      return `${workspace.id}/components/${name}/versions/1`
    },
    async run(name, properties) {
      const answer = await submit(name, properties)
      assert.equal(answer.status, 201, answer.text)
      const ended = await workspace.waitFor(name, 'Completed', 'Failed')
      const why = JSON.stringify((await workspace.details(name)).error)
      assert.equal(ended['status'], 'Completed', why)
      return ended
    },
    async children(runId) {
      const { value } = (await workspace.history(`/runs/${runId}/children`)).json()
      return value as (Json & { runId: string })[]
    },
  }
}

/** An input of a node that is a value or a binding. */
export const literal = (value: string): Json => ({ job_input_type: 'literal', value })
