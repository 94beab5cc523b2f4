export { environment as deploymentEnvironment, type EnvironmentSpec } from '../job/environment.ts'
