/** The modes of CLI v2 and what the API calls them. A mode that the file leaves out is left to the service. */
const MODES: Readonly<Record<string, string>> = {
  mount: 'ReadWriteMount',
  ro_mount: 'ReadOnlyMount',
  rw_mount: 'ReadWriteMount',
  download: 'Download',
  upload: 'Upload',
  direct: 'Direct',
  eval_mount: 'EvalMount',
  eval_download: 'EvalDownload',
}

export const modeBody = (mode: string | undefined): string | undefined =>
  mode === undefined ? undefined : MODES[mode]
