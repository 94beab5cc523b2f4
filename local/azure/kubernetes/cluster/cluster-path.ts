import { RESOURCE_GROUP } from '../../core/arm-routes.ts'

export const clusterType = 'Microsoft.ContainerService/managedClusters'
export const CLUSTER = `${RESOURCE_GROUP}/providers/${clusterType}/:cluster`
