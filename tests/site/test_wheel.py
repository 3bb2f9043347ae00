"""What a stranger gets: the wheel alone, in an environment that holds nothing but what the wheel asks for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "generator" / "mkdocs_dialogues"

CONFIG = """\
site_name: Elsewhere
docs_dir: content
theme: material
plugins: [search, dialogues]
"""
TRANSCRIPT = """\
# Voice Conversation: anthropic/claude-haiku-4.5
*2026-02-03 10:11:12*

---

**USER:**

What does a wheel need besides a hub?

---

**ASSISTANT:**

Spokes, a rim, and `templates`.

---
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built by its own backend from what the backend takes out of this folder."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)], folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` folder of a new environment with the wheel installed and its dependencies, and theirs, linked in.

    Linking what is installed here gives what pip would bring, without the network; a package that the
    project imports and does not ask for is not there.
    """
    folder = tmp_path_factory.mktemp("environment")
    run([sys.executable, "-m", "venv", "--without-pip", str(folder)], folder)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    run([*pip, "install", "--quiet", "--no-index", "--no-deps", str(wheel)], folder)
    packages = Path(run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder).strip())
    for needed in closure("mkdocs-dialogues"):
        link(needed, packages)
    return python.parent


def closure(name: str) -> list[Distribution]:
    """The distributions that the named one asks for here, directly and through others."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(name)]
    while waiting:
        requirement = waiting.pop()
        key = canonicalize_name(requirement.name)
        found.setdefault(key, distribution(key))
        for text in found[key].requires or ():
            asked = Requirement(text)
            extras = requirement.extras or {""}
            if canonicalize_name(asked.name) not in found and any(
                asked.marker is None or asked.marker.evaluate({"extra": extra}) for extra in extras
            ):
                waiting.append(asked)
    del found[canonicalize_name(name)]
    return list(found.values())


def link(installed: Distribution, packages: Path) -> None:
    """Link the packages, modules and metadata of an installed distribution into another site-packages."""
    for top in {file.parts[0] for file in installed.files or ()} - {"..", "__pycache__"}:
        (packages / top).symlink_to(str(installed.locate_file(top)))


def run(line: list[str], folder: Path) -> str:
    """The standard output of a command that is expected to succeed."""
    done = subprocess.run(line, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def test_wheel_carries_every_file_of_the_package(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.relative_to(PACKAGE).parts)
    }
    assert ours - names == set()
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert {name.split("/")[0] for name in names - ours} == {f"{wheel.name.split('-py3')[0]}.dist-info"}


def test_site_elsewhere_is_whole_from_the_wheel_alone(environment: Path, tmp_path: Path) -> None:
    transcript = tmp_path / "content" / "dialogues" / "2026-02-03-wheel.md"
    transcript.parent.mkdir(parents=True)
    transcript.write_text(TRANSCRIPT, encoding="utf-8")
    (tmp_path / "content" / "index.md").write_text("# Elsewhere\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")

    where = run([str(environment / "python"), "-Ic", "import mkdocs_dialogues as m; print(m.__file__)"], tmp_path)
    assert Path(where.strip()).is_relative_to(environment.parent)
    run([str(environment / "python"), "-Im", "mkdocs", "build", "--strict"], tmp_path)

    site = tmp_path / "site"
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    (page,) = [path for path, html in pages.items() if '<article class="dialogue"' in html]
    assert "Spokes, a rim, and" in pages[page]
    sheets = [href for href in re.findall(r'<link[^>]*href="([^"]+\.css)"', pages[page]) if "://" not in href]
    assert any("dialogues" in href for href in sheets)
    assert [href for href in sheets if not (page.parent / href).is_file()] == []


def test_command_of_the_wheel_converts(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "wheel.md").write_text(TRANSCRIPT, encoding="utf-8")
    printed = run([str(environment / "dialogues"), "convert", "wheel.md", "--to", "json"], tmp_path)
    (dialogue,) = json.loads(printed)["dialogues"]
    assert [turn["role"] for turn in dialogue["turns"]] == ["user", "assistant"]
