"""`keystone cite`: how to cite."""

from __future__ import annotations

import click

from keystone_states.cli.options import examples, output_format


@click.command(
    epilog=examples(
        "keystone cite",
        "keystone cite --bibtex > keystone.bib",
    )
)
@click.option("--bibtex", is_flag=True, help="Print BibTeX entries.")
@output_format("table", "json", "csv")
def cite(bibtex: bool, form: str) -> None:
    """Print how to cite Keystone, its methods and its data.

    Python: keystone_states.report.cite.CITATIONS.
    """
    from keystone_states.cli.output import emit
    from keystone_states.report.cite import bibtex as as_bibtex
    from keystone_states.report.cite import citations

    if bibtex:
        click.echo("\n\n".join(as_bibtex(each) for each in citations()))
        return
    records = [
        {"key": each.key, "for": each.used_for, "text": each.text, "bibtex": as_bibtex(each)} for each in citations()
    ]
    emit(records, form, columns=("key", "for", "text"))
