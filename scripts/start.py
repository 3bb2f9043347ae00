"""Install the project into ``.venv`` and show, build, test or check it.

    python3 scripts/start.py serve|build|test|check [arguments for mkdocs, pytest or scripts/check]

For a machine that has Python and nothing else: only the standard library is used, nothing is installed outside
``.venv``, and what is missing is named with the line that brings it. ``uv`` is used where it is on PATH, else
``venv`` and ``pip``. Old Pythons have to understand this file well enough to be told so; ruff holds it to 3.7.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Callable, Mapping, NoReturn, Optional, Sequence

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / ".installed"  # what was installed last: a digest, then "dev" where the dev group was
WINDOWS = os.name == "nt"
PYTHON_NEEDED = (3, 11)
NEW_ENOUGH = f"import sys; sys.exit(sys.version_info < {PYTHON_NEEDED})"
PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")
PIP_NEEDED = "pip>=25.1"  # the first that reads [dependency-groups]; Debian 12 brings 23.0
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_BROWSERS = ("Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium")
BROWSER_TESTS = "tests/browser"
DRIVER_LIBRARY = "libatomic1"  # Playwright's driver wants it, a bare Debian lacks it, and chromium does not bring it
MISSING = 2  # the exit code when this machine lacks something; 1 stays with mkdocs, pytest and the checks
INTERRUPTED = 130

Which = Callable[[str], Optional[str]]


class MissingError(Exception):
    """Something is not on this machine; the message says what, and the line that brings it."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description="Install the project into .venv (once), then show, build, test or check it.",
        epilog="serve: the site on this machine, renewed as you write. build: the site into site/, as for publishing. "
        "test: all tests; --require-browser makes a missing browser an error, as CI=true does. "
        "check: lint and types, or the groups of tests named after it.",
    )
    parser.add_argument("command", choices=("serve", "build", "test", "check"))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="handed on to mkdocs, pytest or scripts/check")
    options = parser.parse_args(arguments)
    try:
        need_python(sys.version_info[:2], arguments)
        if options.command == "test":
            return test(options.rest)
        python = prepare(dev=options.command == "check")
        become(command_line(options.command, python, options.rest), environment())
    except MissingError as error:
        print(error, file=sys.stderr)
        return MISSING
    except KeyboardInterrupt:
        return INTERRUPTED


def command_line(command: str, python: Path, rest: Sequence[str]) -> list[str]:
    """What stands behind ``serve``, ``build`` and ``check``."""
    if command == "check":
        return ["sh", "scripts/check", *rest]
    strict = ["--strict"] if command == "build" else []
    return [str(python), "-m", "mkdocs", command, *strict, *rest]


def test(rest: Sequence[str]) -> int:
    """Run pytest; where the browser tests cannot run, run the rest and say so last, or refuse if they are required."""
    required = "--require-browser" in rest or os.environ.get("CI", "").lower() in ("true", "1")
    browser = find_browser(os.environ)
    lacking = no_browser() if browser is None else ""
    if lacking:
        report_lacking(lacking, required)
    python = prepare(dev=True)
    if not lacking and not quietly([str(python), "-m", "playwright", "--version"]):
        lacking = no_driver()
        report_lacking(lacking, required)
    # A file's tests stay in one process, since they share the sites that they build.
    line = [str(python), "-m", "pytest", "-n", "auto", "--maxprocesses=4", "--dist=loadfile"]
    line += [argument for argument in rest if argument != "--require-browser"]
    if not lacking:
        return run(line, dict(environment(), DIALOGUES_CHROMIUM=str(browser)))
    code = run([*line, f"--ignore={BROWSER_TESTS}"], environment())
    print(f"\nNOT RUN: the browser tests ({BROWSER_TESTS}).\n{lacking}", file=sys.stderr)
    return code


def report_lacking(lacking: str, required: bool) -> None:
    """Say before the tests what the browser tests lack; MissingError where they are required."""
    if required:
        raise MissingError(f"{lacking}\nHere they are required.")
    print(f"{lacking}\nThe other tests go on without it.", file=sys.stderr)


# Python


def need_python(version: tuple[int, ...], arguments: Sequence[str], which: Which = shutil.which) -> None:
    """Do nothing under a Python that is new enough; else go on under one that is, or MissingError."""
    if version >= PYTHON_NEEDED:
        return
    for name in PYTHONS:
        path = which(name)
        if path and quietly([path, "-c", NEW_ENOUGH]):
            print(f"Python {dotted(version)} is too old here; going on with {path}.", file=sys.stderr)
            become([path, str(Path(__file__).resolve()), *arguments], os.environ)
    raise MissingError(
        f"This needs Python {dotted(PYTHON_NEEDED)} or later, and found {dotted(version)} ({sys.executable}).\n"
        f"  On Debian 12, Ubuntu 24.04 or later:  {apt('python3', 'python3-venv')}\n"
        "  On macOS:  brew install python3  (or the installer from https://www.python.org/downloads/)\n"
        "Then run the same command again."
    )


def dotted(version: Sequence[int]) -> str:
    return ".".join(str(number) for number in version)


# The virtual environment


def prepare(*, dev: bool) -> Path:
    """The Python of ``.venv`` with the project in it, and its dev group where ``dev``; MissingError when that fails.

    Nothing is done, and no network needed, when what is installed is what ``pyproject.toml`` and
    ``constraints.txt`` ask for.
    """
    python = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
    installed = STAMP.read_text(encoding="utf-8").split() if python.exists() and STAMP.exists() else []
    wanted = [digest(), "dev"] if dev else [digest()]
    if installed[: len(wanted)] == wanted:
        return python
    uv = shutil.which("uv")
    if not (python.exists() and quietly([str(python), "-c", "import pip; " + NEW_ENOUGH])):
        make_venv(uv)
    print("Installing into .venv; the first time takes a minute or two.", file=sys.stderr)
    STAMP.unlink(missing_ok=True)
    install(python, uv, dev=dev)
    STAMP.write_text("\n".join(wanted), encoding="utf-8")
    return python


def digest() -> str:
    """Changes when ``.venv`` has to be renewed: with what is asked for, and with the folder's place on the disk."""
    found = hashlib.sha256(str(ROOT).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        found.update((ROOT / name).read_bytes())
    return found.hexdigest()


def make_venv(uv: str | None) -> None:
    """Make ``.venv`` anew, over whatever half of one is there."""
    if not uv and importlib.util.find_spec("ensurepip") is None:
        raise MissingError(no_venv())
    # Where .venv's own Python runs this, it is about to be removed: the one behind it makes the next.
    base = str(Path(sys.executable).resolve()) if VENV in Path(sys.executable).parents else sys.executable
    try:
        if VENV.exists():
            shutil.rmtree(VENV)
    except OSError as error:
        raise MissingError(
            f"The old .venv is of no use and could not be removed ({error}).\nRemove it: {VENV}"
        ) from None
    by_uv = [str(uv), "venv", "--quiet", "--seed", "--python", base, str(VENV)]
    if run(by_uv if uv else [base, "-m", "venv", str(VENV)]) != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise MissingError("Making .venv failed: the reason is above." if uv else no_venv())


def no_venv() -> str:
    brings = apt(f"python{dotted(sys.version_info[:2])}-venv")
    return (
        f"This Python ({sys.executable}) cannot make a virtual environment: its venv or ensurepip is missing.\n"
        f"  On Debian and Ubuntu:  {brings}\n"
        "  Elsewhere: install Python from https://www.python.org/downloads/, which has both.\n"
        "Then run the same command again."
    )


def install(python: Path, uv: str | None, *, dev: bool) -> None:
    """Install the project, editable and at the versions of ``constraints.txt``, into the environment of ``python``."""
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    installer = [uv, "pip", "install", "--quiet", "--python", str(python)] if uv else pip
    steps = [[*installer, "--editable", ".", "--constraint", "constraints.txt"]]
    if dev:
        steps[0] += ["--group", "dev"]
        if not uv:
            steps.insert(0, [*pip, "--upgrade", PIP_NEEDED])
    for step in steps:
        if run(step, environment()) != 0:
            raise MissingError(
                "Installing into .venv failed: the reason is above.\n"
                "If it speaks of connections, retries or name resolution, the package index could not be reached:\n"
                "check the network (behind a proxy, set HTTPS_PROXY). Then run the same command again."
            )


# The browser


def find_browser(
    environ: Mapping[str, str], which: Which = shutil.which, applications: Sequence[Path] | None = None
) -> str | None:
    """The Chromium or Chrome for the browser tests: CHROMIUM's, the first on PATH, then that of macOS; None without.

    Raises MissingError when CHROMIUM names none, since taking another would hide the slip.
    """
    named = environ.get("CHROMIUM")
    if named:
        found = which(named)
        if found is None:
            raise MissingError(f"CHROMIUM is '{named}', and there is no such program. Correct it, or unset it.")
        return found
    for name in BROWSERS:
        found = which(name)
        if found:
            return found
    folders = (Path("/Applications"), Path.home() / "Applications") if applications is None else applications
    candidates = (folder / inner for folder in folders for inner in MAC_BROWSERS)
    return next((str(path) for path in candidates if path.is_file()), None)


def no_browser() -> str:
    if sys.platform == "darwin":
        brings = "brew install --cask google-chrome  (or https://www.google.com/chrome/)"
    elif "ubuntu" in linux_release():
        brings = "sudo snap install chromium"
    elif shutil.which("apt"):
        brings = apt("chromium", DRIVER_LIBRARY)
    else:
        brings = "install Chromium or Google Chrome"
    return (
        "The browser tests need Chromium or Chrome, and none was found.\n"
        f"  {brings}\n"
        "  or name yours:  CHROMIUM=/path/to/it python3 scripts/start.py test"
    )


def no_driver() -> str:
    brings = apt(DRIVER_LIBRARY) if shutil.which("apt") else "try: .venv/bin/python -m playwright --version"
    return f"The browser tests need Playwright's driver, and it does not start.\n  {brings}"


# The system


def apt(*packages: str) -> str:
    """The line that brings Debian packages, also on an image that has neither package lists nor sudo."""
    sudo = "sudo " if not WINDOWS and os.geteuid() != 0 else ""
    return f"{sudo}apt update && {sudo}apt install -y {' '.join(packages)}"


def linux_release() -> str:
    """The line of ``/etc/os-release`` that names this Linux; empty where there is no such file."""
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.lower() for line in lines if line.startswith("ID=")), "")


def environment() -> dict[str, str]:
    """This process's environment with the commands of ``.venv`` in front."""
    bin_ = str(VENV / ("Scripts" if WINDOWS else "bin"))
    path = os.pathsep.join([bin_, os.environ.get("PATH", os.defpath)])
    # A pip.conf with "user = true" would send pip out of the virtual environment.
    return dict(os.environ, PATH=path, VIRTUAL_ENV=str(VENV), PIP_USER="0")


def run(line: Sequence[str], environ: Mapping[str, str] | None = None) -> int:
    """Run a command in the project's folder, its output shown as it comes; the exit code."""
    try:
        return subprocess.run(line, cwd=ROOT, env=environ, check=False).returncode
    except FileNotFoundError:
        raise MissingError(f"There is no program '{line[0]}' on this machine.") from None


def quietly(line: Sequence[str]) -> bool:
    """Whether a command succeeds; its output is nobody's business."""
    return subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def become(line: Sequence[str], environ: Mapping[str, str]) -> NoReturn:
    """Go on as another command: where the system allows it in this very process, so that signals reach it."""
    sys.stderr.flush()
    if WINDOWS:
        sys.exit(run(line, environ))
    os.chdir(ROOT)
    os.execvpe(line[0], list(line), dict(environ))  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
