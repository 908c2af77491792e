"""`flask products`: check, compare, look into, and exchange with the field. Only what needs the site starts it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from configurator.cli.finding import find_path, find_version, site
from configurator.cli.progress import Teller
from configurator.cli.telling import difference_as_json, told_difference, told_inspection
from configurator.database import require_tables, utc_now
from configurator.gallery.service.foreseeing import foresee
from configurator.product.diff import Fates, difference
from configurator.product.formats.dimacs import formula_of, write_dimacs
from configurator.product.formats.features import model_of_features
from configurator.product.formats.importing import write_product
from configurator.product.formats.inspecting import inspect
from configurator.product.formats.reading import read_features
from configurator.product.formats.uvl import write_uvl
from configurator.product.hints import hints_for
from configurator.web.catalogue import catalogue
from configurator.web.commands import SpeakingGroup

products = SpeakingGroup("products", help="The products under designs/, and models from elsewhere.")


@products.command("check")
@click.option(
    "--hints/--no-hints", "with_hints", default=True, help="Also say what may be a mistake.", show_default=True
)
@click.option("--seconds", default=10.0, show_default=True, help="Look for hints so long, for each product.")
def check_products(with_hints: bool, seconds: float) -> None:
    """Load every product; a fault is named with its file, key and reason.

    Hints are no faults: rules without effect, choices that are none, pairs that only several rules together forbid.
    """
    for product in catalogue():
        click.echo(f"{product.key}: {len(product.options)} options, {len(product.rules)} rules, no fault")
        if with_hints:
            found = hints_for(product.on(utc_now().date()), seconds)
            for hint in found.hints:
                click.echo(f"  hint: {hint}")
            if not found.is_whole:
                click.echo(f"  Not everything was looked at within {seconds:g} seconds.")


@products.command("inspect", with_appcontext=False)
@click.argument("what", metavar="FILE_OR_PRODUCT")
@click.option("--json", "as_json", is_flag=True, help="For programs, with every name.")
@click.option("--seconds", default=60.0, show_default=True, help="Count for so long where no diagram does it.")
@click.option(
    "--on", "moment", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Rules of that day, not today's."
)
def inspect_product(what: str, as_json: bool, seconds: float, moment: datetime | None) -> None:
    """Features, constraints, core and dead options, and the number of configurations.

    FILE_OR_PRODUCT is a UVL or DIMACS file, a product's folder, or its name under designs/. Of a product the rules of
    today count.
    """
    found = inspect(find_path(what), Teller, seconds, (moment or utc_now()).date())
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(told_inspection(found)))


@products.command("import", with_appcontext=False)
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--price", default="price", show_default=True, help="The attribute that says what a feature costs.")
def import_product(model: Path, folder: Path, price: str) -> None:
    """Make the product FOLDER, such as designs/NAME, of a MODEL in UVL or DIMACS."""
    product = write_product(read_features(model), folder, model.name, utc_now().date(), price)
    retired = [option.id for option in product.options.values() if option.retired]
    click.echo(f"{folder}: {len(product.options)} options in {len(product.groups)} groups, {len(product.rules)} rules")
    if retired:
        click.echo(f"Retired, as no configuration has them: {', '.join(retired)}")
    click.echo("Market, prices where the model has none, days of delivery and colours are made up: look them through.")


@products.command("export", with_appcontext=False)
@click.argument("what", metavar="FILE_OR_PRODUCT")
@click.option("--format", "format_", type=click.Choice(["uvl", "dimacs"]), default="uvl", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; otherwise the text is printed.")
def export_product(what: str, format_: str, out: Path | None) -> None:
    """Write a product, with the rules of today, or a model as UVL or DIMACS."""
    features = read_features(find_path(what), utc_now().date())
    text = write_uvl(features) if format_ == "uvl" else write_dimacs(formula_of(model_of_features(features)))
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise click.ClickException(f"{out} can't be written: {fault.strerror}") from None


@products.command("diff", with_appcontext=False)
@click.argument("old")
@click.argument("new")
@click.option("--designs/--no-designs", default=True, show_default=True, help="Count the saved designs that are hit.")
@click.option("--json", "as_json", is_flag=True, help="For programs, without any limit.")
@click.pass_context
def diff_products(context: click.Context, old: str, new: str, designs: bool, as_json: bool) -> None:
    """What differs between two versions of a product, and how many saved designs that hits.

    OLD and NEW are each a product's folder, its name under designs/, or NAME@VERSION for a version that designs were
    saved with.
    """
    day = utc_now().date()
    before, after = (find_version(context, name).on(day) for name in (old, new))
    changes = difference(before, after, Teller("pairs of options"))
    foreseen = None
    if designs:
        with site(context):
            require_tables()
            foreseen = foresee(before.key, Fates(before, after).of, Teller("saved designs"))
    if as_json:
        click.echo(json.dumps(difference_as_json(changes, foreseen), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(told_difference(changes, foreseen)))
