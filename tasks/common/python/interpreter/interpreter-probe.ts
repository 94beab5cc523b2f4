/**
 * Asks a Python who it is, and reads with its configparser, as pip does, the configuration files of pip that are named
 * as arguments. Prints one JSON object. Kept fast: a warm step starts it each time.
 */
export const PROBE = `
import importlib.util as u, json, os, platform, sys, sysconfig
inside = sys.prefix != sys.base_prefix
has = lambda name: u.find_spec(name) is not None

def settings():
    own = os.environ.get("PIP_CONFIG_FILE")
    if own == os.devnull:
        return {}
    site = os.path.join(sys.base_prefix, "pip.ini" if os.name == "nt" else "pip.conf")
    files = sys.argv[1:]
    files.insert(len(files) - (own in files), site)
    files = [file for file in files if os.path.isfile(file)]
    if not files:
        return {}
    import configparser, locale
    found = {"global": {}, "install": {}}
    for file in files:
        parser = configparser.RawConfigParser()
        parser.read(file, encoding=locale.getpreferredencoding(False))
        for section in found:
            if parser.has_section(section):
                found[section].update(parser.items(section))
    normal = lambda name: name.lower().replace("_", "-").lstrip("-")
    return {normal(k): v for part in found.values() for k, v in part.items() if v}

def told():
    try:
        return {"pip": settings()}
    except Exception as error:
        return {"pip": {}, "pipProblem": str(error)}

def libc():
    try:
        return " " + os.confstr("CS_GNU_LIBC_VERSION")
    except (AttributeError, OSError, TypeError, ValueError):
        return ""

print(json.dumps({
  "version": platform.python_version(),
  "implementation": sys.implementation.name,
  "executable": os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable),
  "abi": sysconfig.get_config_var("SOABI") or "",
  "platform": sysconfig.get_platform() + libc(),
  "hasPip": has("pip") and not inside,
  "hasVenv": has("venv") and has("ensurepip"),
  **told(),
}))
`
