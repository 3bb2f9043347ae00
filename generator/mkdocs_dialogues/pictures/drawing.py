"""Pictures of tables as they stand on a page: drawn, or as they were drawn before where the numbers are the same."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup, escape

from mkdocs_dialogues.pictures.counts import Table

__all__ = ["Keep", "draw"]

_WIDTH = 640

Keep = Callable[[str, Callable[[], str]], str]
"""Makes a text, or has kept it, by another that says all that it hangs on beside the code."""


def _anew(_by: str, make: Callable[[], str]) -> str:
    """Keeps nothing."""
    return make()


def draw(table: Table, keep: Keep = _anew) -> Markup:
    """The picture of a table, with its title and a description for those who do not see it."""
    height, _, inside = keep(_drawn(table), lambda: _shapes(table)).partition("\n")
    id_ = f"picture-{table.kind}"
    return Markup(  # noqa: S704 - escaped piece by piece
        f'<svg class="picture" role="img" viewBox="0 0 {_WIDTH} {height}" aria-labelledby="{id_}-title {id_}-desc">'
        f'<title id="{id_}-title">{escape(table.title)}</title><desc id="{id_}-desc">{escape(table.lead)}</desc>'
        f"{inside}</svg>"
    )


def _drawn(table: Table) -> str:
    """What of a table is drawn: of bars the last number, by which they are long."""
    rows = [(name, values[-1:] if table.form == "bars" else values) for name, values in table.rows]
    return repr((table.kind, table.form, table.columns, rows))


def _shapes(table: Table) -> str:
    from mkdocs_dialogues.pictures.charts import shapes  # noqa: PLC0415 - pygal takes as long to load as all else

    return "\n".join(shapes(table, _WIDTH))
