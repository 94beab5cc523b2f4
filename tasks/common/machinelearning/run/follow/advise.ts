import type { LogKind } from '../logs/log-files.ts'

export interface Advice {
  readonly cause: string
  readonly remedy: string
}

const ADVICE: readonly (Advice & { readonly pattern: RegExp })[] = [
  {
    pattern: /Failed to pull Docker image|pull access denied|manifest unknown/i,
    cause: 'The compute could not pull the image of the environment.',
    remedy:
      'Check the name of the image; for a private registry give the identity of the compute the role AcrPull.',
  },
  {
    pattern: /image build/i,
    cause: 'The environment of the job could not be built.',
    remedy:
      'Read the image build log above; correct the conda file (package names, versions, channels) or the image.',
  },
  {
    pattern: /out of memory|MemoryError|OOMKilled|(status|exit|return) ?code:? (-9|137)\b/i,
    cause: 'A process of the job was ended for want of memory.',
    remedy: 'Use a larger VM size, smaller batches, or less data at once.',
  },
  {
    pattern: /no space left on device/i,
    cause: 'The disk of a node is full.',
    remedy: 'Mount inputs instead of downloading them, write less, or use a VM size with a larger disk.',
  },
  {
    pattern: /Unable to mount|mount data ?store|StreamAccess/i,
    cause: 'The job could not reach its data.',
    remedy: 'Check the path of the input, and the rights of the identity of the job on its data store.',
  },
  {
    pattern: /exit(ed)? (with )?(status )?code|User process/i,
    cause: 'Your code ended with an error.',
    remedy: 'Read the lines of its log above; the whole log is further up and in the studio.',
  },
  {
    pattern: /environment/i,
    cause: 'The environment of the job could not be built.',
    remedy:
      'Read the image build log above; correct the conda file (package names, versions, channels) or the image.',
  },
]

const OTHERWISE: Advice = {
  cause: 'Azure Machine Learning could not run the job.',
  remedy: 'Open the job in the studio for its system logs.',
}

/** What a failure most likely means, from the service's message and the lines that were shown with it. */
export function advise(message: string, lines: readonly string[], shown: LogKind | undefined): Advice {
  if (shown === 'build') return ADVICE.find(({ pattern }) => pattern.test('image build')) ?? OTHERWISE
  const words = [message, ...lines].join('\n')
  return ADVICE.find(({ pattern }) => pattern.test(words)) ?? OTHERWISE
}
