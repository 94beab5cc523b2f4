import { onlineDeployment, type DeploymentFile } from './deployment/deployment.ts'
import { onlineEndpoint, type EndpointFile } from './endpoint/endpoint.ts'
import { applyOverrides } from './overrides.ts'
import { YamlFile } from './yaml-file.ts'

/** Reads an endpoint file of the Azure ML CLI v2 and checks all of it; throws with every problem and its place. */
export function readEndpointFile(path: string, overrides: readonly string[] = []): EndpointFile {
  const file = new YamlFile(path)
  applyOverrides(file, overrides, onlineEndpoint)
  return file.read(onlineEndpoint)
}

/** Reads a deployment file of the Azure ML CLI v2 and checks all of it; throws with every problem and its place. */
export function readDeploymentFile(path: string, overrides: readonly string[] = []): DeploymentFile {
  const file = new YamlFile(path)
  applyOverrides(file, overrides, onlineDeployment)
  return file.read(onlineDeployment)
}
