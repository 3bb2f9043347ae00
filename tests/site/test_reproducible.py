"""The same content gives the same bytes, whoever builds it, where and when."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def bytes_of(site: Path) -> dict[str, str]:
    """Every file of a site and its bytes' hash."""
    files = [file for file in site.rglob("*") if file.is_file()]
    return {file.relative_to(site).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def demo_in(folder: Path, *, backwards: bool, time: int) -> Path:
    """A copy of the demo site: files made in the order of their names or against it, last changed at ``time``."""
    files = [file for name in ("content", "overrides") for file in (ROOT / name).rglob("*") if file.is_file()]
    for file in sorted([*files, ROOT / "mkdocs.yml"], reverse=backwards):
        copy = folder / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        os.utime(copy, (time, time))
    return folder


def build(folder: Path, **environment: str) -> dict[str, str]:
    common = {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        "SITE_URL": "https://example.org/dialogues/",
        "SOURCE_DATE_EPOCH": "1700000000",
    }
    line = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    subprocess.run(line, cwd=folder, env={**common, **environment}, check=True, umask=int(environment["UMASK"], 8))
    return bytes_of(folder / "site")


def test_two_builds_are_the_same_to_the_byte(tmp_path: Path) -> None:
    here = demo_in(tmp_path / "a", backwards=False, time=1_500_000_000)
    there = demo_in(tmp_path / "another place/ü", backwards=True, time=1_800_000_000)
    first = build(here, TZ="Pacific/Kiritimati", LC_ALL="C", PYTHONHASHSEED="1", UMASK="022")
    second = build(there, TZ="Pacific/Pago_Pago", LC_ALL="C.UTF-8", PYTHONHASHSEED="77", UMASK="077", COLUMNS="40")
    assert len(first) > 300
    assert {"sitemap.xml.gz", "_headers"} <= first.keys()
    assert {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)} == set()
    again = build(here, TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="3", UMASK="022")
    assert again == first
    other_day = build(here, TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="3", UMASK="022", SOURCE_DATE_EPOCH="1800000000")
    assert {name for name in first if first[name] != other_day[name]} == {"sitemap.xml", "sitemap.xml.gz"}
