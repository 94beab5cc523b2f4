/** The modes of CLI v2 and what the API calls them. */
const INPUT_MODES: Readonly<Record<string, string>> = {
  ro_mount: 'ReadOnlyMount',
  rw_mount: 'ReadWriteMount',
  download: 'Download',
  direct: 'Direct',
  eval_mount: 'EvalMount',
  eval_download: 'EvalDownload',
}
const OUTPUT_MODES: Readonly<Record<string, string>> = {
  rw_mount: 'ReadWriteMount',
  upload: 'Upload',
  direct: 'Direct',
}

export const outputMode = (mode: string | undefined): string =>
  OUTPUT_MODES[mode ?? 'rw_mount'] ?? 'ReadWriteMount'
export const inputMode = (mode: string | undefined): string =>
  INPUT_MODES[mode ?? 'ro_mount'] ?? 'ReadOnlyMount'
