"""However many work at a build, in processes or on a cluster, it is the same to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError

from mkdocs_dialogues import jobs as module
from mkdocs_dialogues.jobs import Jobs, on_cluster, on_this_machine
from tests.site.test_cache import Archive


def doubled(number: int) -> int:
    return 2 * number


def broken(number: int) -> int:
    raise ValueError(number)


def test_results_come_in_order_and_only_so_many_are_under_way() -> None:
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(2000):
            taken.append(number)
            yield number

    jobs = Jobs(lambda: ThreadPoolExecutor(2), 2, least=1)
    results = jobs.map(doubled, numbers(), 2000, "Doubling")
    assert next(results) == 0
    assert len(taken) < 200
    assert list(results) == [2 * number for number in range(1, 2000)]
    jobs.close()


def test_little_work_starts_no_process() -> None:
    jobs = Jobs(lambda: pytest.fail("an executor was made"), 2)
    assert list(jobs.map(doubled, [1, 2], 2, "Doubling")) == [2, 4]
    assert not on_this_machine(1).worth(10_000)


def test_what_fails_elsewhere_fails_here() -> None:
    jobs = Jobs(lambda: module._processes(2), 2, least=1)
    with pytest.raises(ValueError, match="7"):
        list(jobs.map(broken, [7], 1, "Breaking"))
    jobs.close()


def built(archive: Archive, name: str, **options: Any) -> dict[str, bytes]:
    archive.options = {**options, "cache_dir": f".cache/{name}"}
    files, _ = archive.build(cache=True, into=name)
    return files


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    archive = Archive(tmp_path, 5)
    for number in range(40):
        archive.write(archive.folder / f"more-{number}.md")
    (archive.folder / ".meta.yml").write_text("series: Letters\noops: 1\n")
    return archive


def test_processes_build_what_one_builds(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    one = built(archive, "one", jobs=1)
    monkeypatch.setattr(
        "mkdocs_dialogues.site_dialogues.on_this_machine", lambda _: Jobs(lambda: module._processes(2), 2, least=1)
    )
    assert built(archive, "two") == one


def test_a_dask_cluster_builds_what_one_builds(archive: Archive) -> None:
    distributed = pytest.importorskip("distributed")
    one = built(archive, "one", jobs=1)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        assert on_cluster(cluster.scheduler_address).worth(1)
        assert built(archive, "cluster", cluster=cluster.scheduler_address) == one


def test_a_cluster_that_is_not_there_ends_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(module, "_ANSWER", 0.2)
    (tmp_path / "content").mkdir()
    settings = {"site_name": "x", "docs_dir": "content", "plugins": [{"dialogues": {"cluster": "tcp://127.0.0.1:9"}}]}
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    config = load_config(str(tmp_path / "mkdocs.yml"))
    with pytest.raises((Abort, PluginError)):
        build(config)
