import type { World } from '../../../local/azure/core/world.ts'
import { computesOf } from '../../../local/azure/machinelearning/compute/compute-document.ts'
import { deploymentsOf } from '../../../local/azure/machinelearning/deployment/deployment-document.ts'
import { endpointsOf } from '../../../local/azure/machinelearning/endpoint/endpoint-document.ts'
import { jobsOf } from '../../../local/azure/machinelearning/job/job-document.ts'
import { loginServer } from '../../../local/azure/registry/login-server.ts'
import type { RunStatus } from '../../../local/azure/run-history/run-document.ts'
import { createRun } from '../../../local/azure/run-history/runs.ts'

const DAY = 86_400_000

export const daysAgo = (days: number): string => new Date(Date.now() - days * DAY).toISOString()

const madeAt = (time: string) => ({
  createdAt: time,
  createdBy: 'test',
  createdByType: 'Application',
  lastModifiedAt: time,
})

/** Puts what builds of long ago left behind right into a local Azure, without the time that making it took. */
export class OldWorkspace {
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  get id(): string {
    return this.#world.workspaceArmId
  }

  assetId(segment: string, name: string, version: string | number): string {
    return `${this.id}/${segment}/${name}/versions/${version}`
  }

  image(repository: string, digest: string): string {
    return `${loginServer(this.#world)}/${repository}@${digest}`
  }

  asset(segment: string, name: string, version: string | number, days: number, properties: object): string {
    const id = this.assetId(segment, name, version)
    this.#world.store.collection(segment).put(id, {
      id,
      name: String(version),
      type: `Microsoft.MachineLearningServices/workspaces/${segment}/versions`,
      properties: { tags: {}, properties: {}, isArchived: false, ...properties },
      systemData: madeAt(daysAgo(days)),
    })
    return id
  }

  job(name: string, days: number, properties: object, status: RunStatus = 'Completed'): void {
    const id = `${this.id}/jobs/${name}`
    const base = { jobType: 'Command', isArchived: false, tags: {} }
    jobsOf(this.#world).put(id, {
      id,
      name,
      properties: { ...base, ...properties },
      systemData: madeAt(daysAgo(days)),
    })
    createRun(this.#world, {
      runId: name,
      runType: 'azureml.commandjob',
      displayName: name,
      experimentName: 'chd',
      status,
      createdTimeUtc: daysAgo(days),
    })
  }

  endpoint(name: string, days: number, traffic: Record<string, number>): void {
    const id = `${this.id}/onlineEndpoints/${name}`
    endpointsOf(this.#world).put(id, {
      ...{ id, name, traffic, location: 'westeurope', tags: {}, identity: null, endpointId: name },
      ...{
        description: null,
        authMode: 'Key',
        compute: null,
        publicNetworkAccess: 'Enabled',
        properties: {},
      },
      ...{
        primaryKey: 'k',
        secondaryKey: 'k',
        provisioningState: 'Succeeded',
        wasMade: true,
        operationUri: null,
      },
      systemData: madeAt(daysAgo(days)),
    })
  }

  deployment(
    endpoint: string,
    name: string,
    days: number,
    environmentId: string,
    tags: Record<string, string> = {},
  ): void {
    const id = `${this.id}/onlineEndpoints/${endpoint}/deployments/${name}`
    const none = { model: null, codeConfiguration: null, requestSettings: null, readinessProbe: null }
    deploymentsOf(this.#world).put(id, {
      ...{ id, name, endpointName: endpoint, location: 'westeurope', tags },
      sku: { name: 'Default', tier: 'Standard', capacity: 1 },
      properties: {
        ...none,
        environmentId,
        environmentVariables: {},
        livenessProbe: null,
        dataCollector: null,
      },
      ...{ provisioningState: 'Succeeded', wasMade: true, operationUri: null },
      systemData: madeAt(daysAgo(days)),
    })
  }

  cluster(name: string, days: number): void {
    const id = `${this.id}/computes/${name}`
    const time = daysAgo(days)
    computesOf(this.#world).put(id, {
      ...{ id, name, location: 'westeurope', tags: {}, identity: null, description: null },
      ...{ disableLocalAuth: true, provisioningState: 'Succeeded', provisioningErrors: null },
      ...{ createdOn: time, modifiedOn: time, vmSize: 'STANDARD_DS3_V2', vmPriority: 'Dedicated' },
      scaleSettings: { minNodeCount: 0, maxNodeCount: 4, nodeIdleTimeBeforeScaleDown: 'PT120S' },
      ...{ subnet: null, adminUserName: null, remoteLoginPortPublicAccess: 'Disabled', osType: 'Linux' },
      ...{ isolatedNetwork: false, enableNodePublicIp: true, systemData: madeAt(time) },
    })
  }
}
