import { audiences } from '../core/audiences.ts'
import type { Servers, World } from '../core/world.ts'

/** The cloud's own description; anonymous. Shape of api-version 2019-05-01. */
export function metadataRoute({ endpoints }: World, { resourceManager }: Servers): void {
  resourceManager.get('/metadata/endpoints', { config: { anonymous: true } }, () => [
    {
      name: 'AzureCloud',
      portal: 'https://portal.azure.com',
      authentication: {
        loginEndpoint: endpoints.activeDirectory,
        audiences: audiences.arm.map(audience => `${audience}/`),
        tenant: 'common',
        identityProvider: 'AAD',
      },
      resourceManager: endpoints.resourceManager,
      appInsightsResourceId: endpoints.dataPlane,
      suffixes: { storage: new URL(endpoints.blob).host },
    },
  ])
}
