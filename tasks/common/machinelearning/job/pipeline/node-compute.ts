import { holdsBinding, isBinding } from '../../../specification/nodes/bindings.ts'
import type { Resolver } from '../resolver.ts'

/** The compute of a node, or a pipeline's default. Serverless has an id like any other; a binding stays one. */
export async function nodeCompute(
  reference: string | undefined,
  resolver: Resolver,
): Promise<string | undefined> {
  if (reference === undefined || isBinding(reference)) return reference
  const idOf = (name: string): string => `${resolver.workspace.id}/computes/${name}`
  if (holdsBinding(reference)) return idOf(reference.replace(/^azureml:/, ''))
  return (await resolver.compute(reference)) ?? idOf('serverless')
}
