import type { Input, TaskManifest } from '../../../build/task-manifest.ts'

export function input(changes: Partial<Input> = {}): Input {
  return {
    name: 'jobName',
    type: 'string',
    label: 'Job',
    required: false,
    defaultValue: '',
    helpMarkDown: 'Name of the job in the workspace.',
    ...changes,
  }
}

/** A task.json in which nothing is wrong; a test changes the one thing that it is about. */
export function manifest(changes: Partial<TaskManifest> = {}): TaskManifest {
  const handlers = { Node20_1: { target: 'main.js' }, Node24: { target: 'main.js' } }
  const task = {
    id: '6535b9d1-5b37-4b2b-9d91-1eaacaef7180',
    name: 'MLOpsExample',
    friendlyName: 'MLOps: example',
    description: 'Shows what a task looks like to a user.',
    helpUrl: 'https://example.org',
    helpMarkDown: 'More about this task',
    category: 'Build',
    author: 'Somebody',
    visibility: ['Build', 'Release'],
    runsOn: ['Agent', 'DeploymentGroup'],
    version: { Major: 1, Minor: 0, Patch: 0 },
    minimumAgentVersion: '4.248.0',
    instanceNameFormat: 'Example',
    groups: [],
    inputs: [input()],
    execution: handlers,
    ...changes,
  }
  return task
}
