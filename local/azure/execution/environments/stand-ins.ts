import type { EnvironmentPlan } from './plan.ts'

interface StandIn {
  /** Matched against an image reference without registry and tag, or a curated environment's name. */
  pattern: RegExp
  python: string
  packages: string[]
}

const mlflow = 'azureml-mlflow==1.62.0.post6'

/** Images and curated environments that local Azure plays by a Python of the machine; nothing else is played. */
const standIns: StandIn[] = [
  {
    pattern: /^AzureML-sklearn-|^sklearn-1\.\d|^azureml\/curated\/sklearn-/i,
    python: '3.11',
    packages: ['scikit-learn==1.9.1', 'pandas==3.1.1', 'matplotlib==3.11.2', mlflow],
  },
  {
    pattern: /^azureml\/openmpi[\d.]+-ubuntu[\d.]+$|^azureml\/minimal-ubuntu[\d.]+-py[\d.]+-cpu-inference$/i,
    python: '3.11',
    packages: [],
  },
]

/**
 * A plan for an image that names no conda file, or for a curated environment, when the table knows it.
 *
 * @param name such as `mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest` or `AzureML-sklearn-1.0-ubuntu20.04-py38-cpu`
 */
export function findStandIn(name: string): EnvironmentPlan | undefined {
  const bare = name.replace(/^[^/]*[.:][^/]*\//, '').replace(/(@sha256:.*|:[^/:]*)$/, '')
  const found = standIns.find(({ pattern }) => pattern.test(bare))
  if (!found) return undefined
  const contents = ['Python ' + found.python, ...found.packages].join(', ')
  return {
    python: found.python,
    requirements: found.packages,
    notes: [`Local Azure runs no container: "${name}" is played by a stand-in with ${contents}.`],
  }
}
