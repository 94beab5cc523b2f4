/** Audiences that Azure accepts for each service; a token for another one is refused. */
export const audiences = {
  arm: ['https://management.azure.com', 'https://management.core.windows.net'],
  machineLearning: ['https://ml.azure.com'],
  storage: ['https://storage.azure.com'],
  /** Beside ARM's: a registry exchanges both for tokens of its own. */
  registry: ['https://containerregistry.azure.net'],
  vault: ['https://vault.azure.net'],
  /** Of the tokens that the run history service gives to a job. */
  run: ['azureml'],
} as const satisfies Record<string, readonly string[]>

/** The data plane of Azure ML takes the token of ARM, its own, and a job's. */
export const dataPlaneAudiences = [...audiences.arm, ...audiences.machineLearning, ...audiences.run]

/** Azure treats an audience with and without a trailing slash alike. */
export const sameAudience = (a: string, b: string): boolean => bare(a) === bare(b)

const bare = (audience: string) => audience.replace(/\/$/, '').toLowerCase()
