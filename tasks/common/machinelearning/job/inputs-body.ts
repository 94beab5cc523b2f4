import { isData, type JobInput } from '../../specification/job/inputs.ts'
import type { JobBody } from './body.ts'
import { defined } from './defined.ts'
import { modeBody } from './modes.ts'
import type { Resolver } from './resolver.ts'

/** The inputs of a job; local data is uploaded. */
export async function inputBodies(
  inputs: Readonly<Record<string, JobInput>> = {},
  resolver: Resolver,
): Promise<JobBody> {
  const entries = Object.entries(inputs).map(
    async ([name, input]) => [name, await inputBody(input, resolver)] as const,
  )
  return Object.fromEntries(await Promise.all(entries))
}

async function inputBody(input: JobInput, resolver: Resolver): Promise<JobBody> {
  if (!isData(input)) return { jobInputType: 'literal', value: input.text }
  return defined({
    jobInputType: input.type,
    uri: await resolver.inputUri(input),
    mode: modeBody(input.mode),
  })
}
