import type { ComputeResource, ServiceError } from './cluster.ts'

export interface Advice {
  readonly cause: string
  readonly remedy: string
}

export const QUOTA_LINK = 'https://aka.ms/amlquota'

/** By what the service's codes and sentences have in common: neither is a documented list. */
const KNOWN: readonly (readonly [words: RegExp, advice: Advice])[] = [
  [
    /batch ?clusters|ClusterCountLimit/i,
    {
      cause: 'The subscription has as many clusters in the region as its quota allows.',
      remedy: `Delete clusters that nobody uses, or ask for more (${QUOTA_LINK}).`,
    },
  ],
  [
    /quota/i,
    {
      cause: 'The quota of the subscription for this VM family, or for the whole region, is used up.',
      remedy: `Ask for more quota (${QUOTA_LINK}), lower minInstances or maxInstances, or take another size or tier.`,
    },
  ],
  [
    /capacity|AllocationFail|AllocationTimedOut|SkuNotAvailable|Overconstrained/i,
    {
      cause: 'The region has no machines of this size to give at the moment.',
      remedy: 'Run again later, take another size, or another region (input location).',
    },
  ],
  [
    /subnet|virtual ?network|IpAddress|address(es)? space|NetworkSecurity/i,
    {
      cause: 'The nodes cannot be put into the virtual network, or cannot work in it.',
      remedy:
        'Check that the subnet has free addresses, that its security group lets Azure Batch through, and that the workspace may join it.',
    },
  ],
  [
    /preempt|evict/i,
    {
      cause: 'Azure took low-priority nodes back.',
      remedy: 'Run again later, or choose the dedicated tier.',
    },
  ],
]

/** What is known of an error of a cluster beyond the service's own words. */
export function adviceFor({ code = '', message = '' }: ServiceError): Advice | undefined {
  const words = `${code} ${message}`
  return KNOWN.find(([pattern]) => pattern.test(words))?.[1]
}

/** What Azure says that went wrong with the cluster itself and with giving it nodes. */
export function errorsOf({ properties }: ComputeResource): ServiceError[] {
  const all = [...(properties.provisioningErrors ?? []), ...(properties.properties?.errors ?? [])]
  return all.flatMap(({ error }) => (error ? [error] : []))
}

export const reasonOf = ({ code = '', message = '' }: ServiceError): string =>
  [code, message].filter(Boolean).join(': ')
