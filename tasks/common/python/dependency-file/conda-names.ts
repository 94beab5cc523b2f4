/** Conda packages that PyPI has under another name; the name alone would install something else or nothing. */
const otherNames: Readonly<Record<string, string>> = {
  'dask-core': 'dask',
  'matplotlib-base': 'matplotlib',
  'msgpack-python': 'msgpack',
  opencv: 'opencv-python',
  'py-lightgbm': 'lightgbm',
  'py-xgboost': 'xgboost',
  pytables: 'tables',
  pytorch: 'torch',
}

/** Conda packages that are no Python packages: compilers, libraries, drivers, other languages. */
const systemPackages = new Set(
  `binutils bzip2 ca-certificates clang compilers cuda cuda-toolkit cudatoolkit cudnn ffmpeg gcc gcc_linux-64 git
   gxx gxx_linux-64 krb5 ld_impl_linux-64 libblas libcblas libcurl libffi libgcc libgcc-ng libgfortran-ng libgomp
   liblapack libsqlite libstdcxx libstdcxx-ng libuuid libzlib llvm-openmp make mamba conda micromamba nccl ncurses
   openjdk openmpi openssl perl pytorch-cuda pytorch-mutex r-base readline rust sqlite tk unixodbc vc
   vs2015_runtime wget xz zlib`.split(/\s+/),
)

/** Why a conda package cannot be taken from PyPI by its name; undefined where nothing is known against it. */
export function withoutCounterpart(name: string): string | undefined {
  const other = otherNames[name]
  if (other) return `PyPI has it as ${other}; write that name in the pip section.`
  if (systemPackages.has(name) || name.startsWith('_') || name.startsWith('r-')) {
    return 'it is no Python package, and PyPI has no counterpart; remove it here and install it on the agent.'
  }
  return undefined
}
