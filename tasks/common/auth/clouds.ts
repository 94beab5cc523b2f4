/** The audiences of one Azure cloud. Azure Machine Learning's own tables are the source (azure-ai-ml, `_azure_environments`). */
export interface Cloud {
  readonly authority: string
  readonly resourceManager: string
  readonly machineLearning: string
  readonly storage: string
  readonly vault: string
}

const publicCloud: Cloud = {
  authority: 'https://login.microsoftonline.com',
  resourceManager: 'https://management.azure.com',
  machineLearning: 'https://ml.azure.com',
  storage: 'https://storage.azure.com',
  vault: 'https://vault.azure.net',
}

const clouds: Readonly<Record<string, Cloud>> = {
  azurecloud: publicCloud,
  azurechinacloud: {
    authority: 'https://login.chinacloudapi.cn',
    resourceManager: 'https://management.chinacloudapi.cn',
    machineLearning: 'https://ml.azure.cn',
    storage: 'https://storage.azure.com',
    vault: 'https://vault.azure.cn',
  },
  azureusgovernment: {
    authority: 'https://login.microsoftonline.us',
    resourceManager: 'https://management.usgovcloudapi.net',
    machineLearning: 'https://ml.azure.us',
    storage: 'https://storage.azure.com',
    vault: 'https://vault.usgovcloudapi.net',
  },
}

/** The cloud that a connection's `environment` names; an unknown name (Azure Stack) has the public cloud's audiences. */
export const cloudOf = (environment: string): Cloud => clouds[environment.toLowerCase()] ?? publicCloud

/** Authorities whose instance metadata Microsoft publishes; for all others instance discovery must be off. */
export const isPublicAuthority = (url: string): boolean =>
  Object.values(clouds).some(cloud => new URL(cloud.authority).host === new URL(url).host)
