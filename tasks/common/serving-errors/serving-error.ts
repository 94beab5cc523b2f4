/** What was being done when Azure said so. */
export type Place = 'endpoint' | 'deployment' | 'cluster' | 'extension' | 'compute'

/** A way in which serving fails, as Azure names it, and what to do about it. */
export interface ServingError {
  /** As it stands in the error, letter by letter. */
  readonly code: string
  /** Another name of the same in the same place. */
  readonly alias?: string
  readonly where: readonly Place[]
  readonly cause: string
  readonly remedy: string
  /** Page of Microsoft that names it. */
  readonly source: string
  /** One code for several causes: this one is meant where Azure's words match. */
  readonly variant?: { readonly name: string; readonly words: RegExp; readonly example: string }
  /** Azure's sentence for it, which it also says behind another code. */
  readonly says?: string
  /** It wraps what says more, and counts only where nothing else is known. */
  readonly isVague?: true
}

/** What Azure says without a code of its own. */
export interface KnownWords {
  readonly words: RegExp
  readonly example: string
  readonly where: readonly Place[]
  readonly cause: string
  readonly remedy: string
  readonly source: string
}

export type Advice = Pick<ServingError, 'cause' | 'remedy' | 'source'>

const LEARN = 'https://learn.microsoft.com/azure'
const ML = `${LEARN}/machine-learning`

/** The pages that the tables were read from. */
export const PAGES = {
  endpoints: `${ML}/how-to-troubleshoot-online-endpoints`,
  compute: `${ML}/how-to-troubleshoot-kubernetes-compute`,
  extension: `${ML}/how-to-troubleshoot-kubernetes-extension`,
  attach: `${ML}/how-to-attach-kubernetes-to-workspace`,
  inferenceServer: `${ML}/how-to-inference-server-http`,
  clusters: `${LEARN}/aks/quotas-skus-regions`,
  versions: `${LEARN}/aks/supported-kubernetes-versions`,
  zones: `${LEARN}/aks/availability-zones`,
  policy: `${LEARN}/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy`,
  providers: `${LEARN}/azure-resource-manager/troubleshooting/error-register-resource-provider`,
  sizes: `${LEARN}/azure-resource-manager/troubleshooting/error-sku-not-available`,
} as const

/** The section of the page on online endpoints that bears the code in its heading. */
export const endpointsSection = (code: string): string => `${PAGES.endpoints}#error-${code.toLowerCase()}`
export const computeSection = (code: string): string => `${PAGES.compute}#error-${code.toLowerCase()}`
