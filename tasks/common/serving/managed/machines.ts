/** The machines of a managed deployment. */
export interface Machines {
  /** `Standard_DS3_v2` */
  readonly instanceType: string
  readonly instanceCount: number
}

/** Azure keeps a fifth more machines than were asked for, of most sizes, to upgrade a deployment: 12 for 10. */
const MACHINES_KEPT_OF_TEN = 12

/** Cores that the machines have, and those that Azure takes of the quota for them. */
export function coresOf(
  { instanceCount }: Pick<Machines, 'instanceCount'>,
  vCPUs: number,
): { readonly used: number; readonly reserved: number } {
  return {
    used: instanceCount * vCPUs,
    reserved: Math.ceil((instanceCount * MACHINES_KEPT_OF_TEN) / 10) * vCPUs,
  }
}
