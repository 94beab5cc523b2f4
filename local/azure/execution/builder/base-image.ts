import { expand } from './own/expand.ts'
import type { Step } from './own/steps.ts'
import type { BuildRequest } from './builder.ts'

/** The image that a Dockerfile builds upon, with build arguments put in. */
export function baseImage(steps: Step[], request: Pick<BuildRequest, 'arguments'>): string {
  const variables = new Map<string, string>()
  for (const step of steps) {
    if (step.kind === 'from') return expand(step.image, variables)
    if (step.kind !== 'argument') continue
    const given = request.arguments.find(({ name }) => name === step.name)
    variables.set(step.name, given?.value ?? expand(step.value ?? '', variables))
  }
  return ''
}
