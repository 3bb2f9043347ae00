"""The entrance: what ``scripts/start.py`` says and does on machines that lack something. No test needs the network."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "scripts" / "start.py"

# A project without dependencies that builds without the network, and answers in the place of MkDocs.
TINY_PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""
TINY_BACKEND = """\
import pathlib
import zipfile


def build_editable(directory, config_settings=None, metadata_directory=None):
    info = "tiny-1.dist-info"
    files = {
        "tiny.pth": str(pathlib.Path.cwd()),
        f"{info}/METADATA": "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\n" + pathlib.Path("requires").read_text(),
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: tiny\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(pathlib.Path(directory, "tiny-1-py3-none-any.whl"), "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return "tiny-1-py3-none-any.whl"
"""


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module that takes ``tmp_path`` for the project's folder."""
    spec = importlib.util.spec_from_file_location("start", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / ".installed")
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    (tmp_path / "constraints.txt").write_text("", encoding="utf-8")
    return module


def on_path(*names: str) -> Callable[[str], str | None]:
    """A ``shutil.which`` for a machine that has only these programs."""
    return lambda name: f"/bin/{name}" if name in names else None


def test_old_python_is_told_what_it_needs(start: ModuleType) -> None:
    with pytest.raises(start.MissingError) as caught:
        start.need_python((3, 9), ["serve"], on_path())
    message = str(caught.value)
    assert "needs Python 3.11 or later, and found 3.9" in message
    assert "apt install -y python3 python3-venv" in message
    assert "brew install python3" in message


def test_old_python_goes_on_under_a_newer_one(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    became: list[list[str]] = []

    def become(line: list[str], environ: Mapping[str, str]) -> None:
        became.append(line)
        raise SystemExit

    monkeypatch.setattr(start, "become", become)
    monkeypatch.setattr(start, "PYTHONS", ("python-that-fails", "python-that-runs"))
    found = {"python-that-fails": shutil.which("false"), "python-that-runs": sys.executable}
    with pytest.raises(SystemExit):
        start.need_python((3, 9), ["build", "--clean"], found.get)
    assert became == [[sys.executable, str(SCRIPT), "build", "--clean"]]


def test_debian_without_ensurepip_gets_the_line(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda _: None)
    assert start.main(["serve"]) == 2
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"apt install -y python{version}-venv" in capsys.readouterr().err


def test_venv_that_fails_leaves_no_half(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing = tmp_path / "python"
    failing.write_text('#!/bin/sh\nmkdir -p "$3/bin" && touch "$3/pyvenv.cfg"\nexit 1\n', encoding="utf-8")
    failing.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(failing))
    monkeypatch.setattr(start.shutil, "which", on_path())
    assert start.main(["build"]) == 2
    assert "-venv" in capsys.readouterr().err
    assert not (tmp_path / ".venv").exists()


def run_script(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the project's script as a person does, with no package index and no uv."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    environ |= {"PATH": "/usr/bin:/bin", "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    line = [sys.executable, "scripts/start.py", *arguments]
    return subprocess.run(line, cwd=project, env=environ, capture_output=True, text=True, check=False)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A project whose ``.venv`` is the half that a Debian without python3-venv leaves behind: it has no pip."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    (tmp_path / "pyproject.toml").write_text(TINY_PYPROJECT, encoding="utf-8")
    (tmp_path / "backend.py").write_text(TINY_BACKEND, encoding="utf-8")
    (tmp_path / "requires").write_text("", encoding="utf-8")
    (tmp_path / "constraints.txt").write_text("", encoding="utf-8")
    (tmp_path / "mkdocs.py").write_text("import sys\nprint('mkdocs', *sys.argv[1:])\nsys.exit(3)\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", ".venv"], cwd=tmp_path, check=True)
    return tmp_path


def test_installs_once_and_again_when_what_is_asked_for_changes(tiny: Path) -> None:
    first = run_script(tiny, "build", "--clean")
    assert first.stdout == "mkdocs build --strict --clean\n", first.stderr
    assert first.returncode == 3
    assert "Installing" in first.stderr

    again = run_script(tiny, "serve", "-a", "localhost:8001")
    assert again.stdout == "mkdocs serve -a localhost:8001\n"
    assert again.stderr == ""

    (tiny / "requires").write_text("Requires-Dist: nowhere-to-be-had\n", encoding="utf-8")
    (tiny / "constraints.txt").write_text("# renewed\n", encoding="utf-8")
    failed = run_script(tiny, "serve")
    assert failed.returncode == 2
    assert failed.stdout == ""
    assert "nowhere-to-be-had" in failed.stderr
    assert "check the network" in failed.stderr
    assert "Traceback" not in failed.stderr

    (tiny / "requires").write_text("", encoding="utf-8")
    mended = run_script(tiny, "serve")
    assert "Installing" in mended.stderr
    assert mended.stdout == "mkdocs serve\n"


def test_browser_is_looked_for_in_order(start: ModuleType, tmp_path: Path) -> None:
    chrome = tmp_path / "Google Chrome.app/Contents/MacOS/Google Chrome"
    chrome.parent.mkdir(parents=True)
    chrome.touch()
    own = on_path("/opt/mine", "google-chrome", "chromium")
    assert start.find_browser({"CHROMIUM": "/opt/mine"}, own) == "/bin//opt/mine"
    assert start.find_browser({}, own) == "/bin/chromium"
    assert start.find_browser({}, on_path("google-chrome")) == "/bin/google-chrome"
    assert start.find_browser({}, on_path(), [tmp_path / "no", tmp_path]) == str(chrome)
    assert start.find_browser({}, on_path(), []) is None


def test_wrong_chromium_is_an_error_and_no_other_is_taken(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    assert start.main(["test"]) == 2
    assert "'/nowhere/chromium'" in capsys.readouterr().err


def test_driver_that_does_not_start_is_named_with_what_it_lacks(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "find_browser", lambda _: "/bin/chromium")
    monkeypatch.setattr(start, "prepare", lambda **_: Path("/bin/false"))
    monkeypatch.setattr(start.shutil, "which", on_path("apt"))
    assert start.main(["test", "--require-browser"]) == 2
    assert "apt install -y libatomic1" in capsys.readouterr().err


@pytest.mark.parametrize("how", ["option", "environment"])
def test_required_browser_is_refused_before_anything_is_installed(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    monkeypatch.setattr(start, "find_browser", lambda _: None)
    monkeypatch.setenv("CI", "true" if how == "environment" else "")
    assert start.main(["test", *(["--require-browser"] if how == "option" else [])]) == 2
    assert "Chromium" in capsys.readouterr().err
    assert not (tmp_path / ".venv").exists()


def test_without_browser_the_rest_runs_and_the_last_words_say_so(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tests" / "browser").mkdir(parents=True)
    (tmp_path / "tests" / "test_one.py").write_text("def test_one():\n    pass\n", encoding="utf-8")
    (tmp_path / "tests" / "browser" / "test_two.py").write_text("def test_two():\n    assert 0\n", encoding="utf-8")
    monkeypatch.setattr(start, "find_browser", lambda _: None)
    monkeypatch.setattr(start, "prepare", lambda **_: Path(sys.executable))
    monkeypatch.setenv("CI", "")
    assert start.main(["test", "-n", "0", "tests"]) == 0
    out, err = capfd.readouterr()
    assert "1 passed" in out
    assert "NOT RUN: the browser tests (tests/browser)" in err.rpartition("\n\n")[2]


def test_constraints_pin_every_dependency() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if "://" in line], "an index or a URL does not belong here"
    pins: dict[str, list[str]] = {}
    for pin in (Requirement(line) for line in lines if line and not line.startswith("#")):
        pins.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier).removeprefix("=="))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [Requirement(text) for text in project["project"]["dependencies"] + project["dependency-groups"]["dev"]]
    loose = [
        str(requirement)
        for requirement in asked
        if not all(map(requirement.specifier.contains, pins.get(canonicalize_name(requirement.name), ["0"])))
    ]
    assert not loose, "renew constraints.txt; its first lines say how"
