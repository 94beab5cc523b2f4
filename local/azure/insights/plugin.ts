import type { AzurePlugin } from '../core/world.ts'
import { eventRoutes } from './event-routes.ts'

/** What deployments with `appInsightsEnabled` told the Application Insights of the workspace. */
export const insights: AzurePlugin = { name: 'insights', register: eventRoutes }
