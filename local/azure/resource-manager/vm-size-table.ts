/** A size as the vmSizes operation lists it. */
export interface VmSize {
  name: string
  family: string
  vCPUs: number
  gpus: number
  memoryGB: number
  osVhdSizeMB: number
  maxResourceVolumeMB: number
  lowPriorityCapable: boolean
  premiumIO: boolean
  supportedComputeTypes: string[]
}

const size = (
  name: string,
  family: string,
  vCPUs: number,
  memoryGB: number,
  diskGB: number,
  gpus = 0,
): VmSize => ({
  name,
  family,
  vCPUs,
  gpus,
  memoryGB,
  osVhdSizeMB: 1047552,
  maxResourceVolumeMB: diskGB * 1024,
  lowPriorityCapable: true,
  premiumIO: name.includes('s_v') || name.startsWith('Standard_DS'),
  supportedComputeTypes: ['AmlCompute', 'ComputeInstance'],
})

/** By its name, whose case Azure does not look at. */
export const findVmSize = (name: string): VmSize | undefined =>
  vmSizes.find(size => size.name.toLowerCase() === name.toLowerCase())

/** Sizes that people train on; figures of the Azure virtual machine size pages. */
export const vmSizes: VmSize[] = [
  size('Standard_DS2_v2', 'standardDSv2Family', 2, 7, 14),
  size('Standard_DS3_v2', 'standardDSv2Family', 4, 14, 28),
  size('Standard_DS4_v2', 'standardDSv2Family', 8, 28, 56),
  size('Standard_DS11_v2', 'standardDSv2Family', 2, 14, 28),
  size('Standard_DS12_v2', 'standardDSv2Family', 4, 28, 56),
  size('Standard_D2_v2', 'standardDv2Family', 2, 7, 100),
  size('Standard_D3_v2', 'standardDv2Family', 4, 14, 200),
  size('Standard_D2s_v3', 'standardDSv3Family', 2, 8, 16),
  size('Standard_D4s_v3', 'standardDSv3Family', 4, 16, 32),
  size('Standard_D4s_v5', 'standardDSv5Family', 4, 16, 0),
  size('Standard_D8s_v5', 'standardDSv5Family', 8, 32, 0),
  size('Standard_E4s_v3', 'standardESv3Family', 4, 32, 64),
  size('Standard_F2s_v2', 'standardFSv2Family', 2, 4, 16),
  size('Standard_F4s_v2', 'standardFSv2Family', 4, 8, 32),
  size('Standard_F8s_v2', 'standardFSv2Family', 8, 16, 64),
  size('Standard_NC4as_T4_v3', 'standardNCASv3Family', 4, 28, 176, 1),
  size('Standard_NC6s_v3', 'standardNCSv3Family', 6, 112, 736, 1),
]
