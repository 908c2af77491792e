"""UVL is read as its documents say, and what is written is read again as the same configurations."""

from __future__ import annotations

from itertools import combinations

import pytest

from configurator.product.engine.model import Model
from configurator.product.formats.features import UnreadableModelError, model_of_features
from configurator.product.formats.uvl import read_uvl, write_uvl
from tests.product.formats.random_features import configurations, random_features
from tests.product.seeds import each_seed

SERVER = """
namespace Server

include
	Boolean.*

features
  Server {abstract, price 12.50}   // the whole
    mandatory
      FileSystem
        or
          NTFS
          APFS
          EXT4
      OperatingSystem {abstract}
        alternative
          Windows
          macOS
          Debian
    optional
      Logging { default,
        log_level "warn", sizes [1, 2], more {deep true} }
      "Spare disk" cardinality [0..3]
    [1..2]
      A
      B
      C

constraints
  Windows => NTFS
  /* two
     lines */
  macOS => !(NTFS | EXT4) & APFS
"""


def products(model: Model) -> set[frozenset[str]]:
    """Every product of a model, by trying all sets of names."""
    free = model.names
    subsets = (frozenset(subset) for size in range(len(free) + 1) for subset in combinations(free, size))
    return {subset for subset in subsets if model.is_product(subset)}


def test_the_example_of_uvls_own_documents_is_read() -> None:
    features = read_uvl(SERVER)
    assert list(features.features) == [
        *("Server", "FileSystem", "NTFS", "APFS", "EXT4", "OperatingSystem", "Windows", "macOS", "Debian"),
        *("Logging", "Spare disk", "A", "B", "C"),
    ]
    assert features.root.attributes["price"].text == "12.50"
    assert features.always_there == {"Server", "FileSystem", "OperatingSystem"}
    # file systems for Windows 4, for macOS only APFS, else 7; with logging or not; 0 to 3 disks; one or two of three
    assert len(configurations(features)) == (4 + 1 + 7) * 2 * 4 * 6


@each_seed(range(150))
def test_a_model_means_what_writing_out_its_tree_says(seed: int) -> None:
    features = random_features(seed, most=7)
    model = model_of_features(features)
    if len(model.names) <= 12:
        assert products(model) == configurations(features)


@each_seed(range(200))
def test_what_is_written_is_read_as_the_same_configurations(seed: int) -> None:
    features = random_features(seed)
    again = read_uvl(write_uvl(features))
    assert configurations(again) == configurations(features)
    assert list(again.features) == list(features.features)
    assert write_uvl(again) == write_uvl(features)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: the model has no features"),
        ("features\n", "line 1: a feature, further to the right, should be here"),
        ("hello world", "line 1: hello begins no section that can be here; is this UVL?"),
        ("features\n\tA\n\tB\n", "line 3: only one feature can be at the top, not A and more"),
        ("features\n\tA\n\t\toptional\n\t\t\tA\n", "line 4: there is a feature A already"),
        ("features\n\tA\n\t\tsometimes\n\t\t\tB\n", "line 3: one of mandatory, optional, or, alternative or [n..m]"),
        ("features\n\tA\n\t\toptional\n\t\t\tB\n\t    C\n", "line 5: is indented like no line above it"),
        ("features\n\tA\n\t\toptional\n\t\t\tInteger B\n", "line 4: B is a number or a text"),
        ("features\n\tA\nconstraints\n\tA.price > 3\n", "line 4: A. names an attribute or another model"),
        ("features\n\tA\nconstraints\n\tsum(price) > 3\n", "line 4: the constraint counts or compares"),
        ("features\n\tA\nconstraints\n\t3 == 3\n", "line 4: the constraint counts or compares"),
        ("features\n\tA\nconstraints\n\tA => B\n", "line 4: there is no feature B"),
        ("features\n\tA\nconstraints\n\tA => \n", "line 4: a feature should be here, not the end of a line"),
        ("features\n\tA\nconstraints\n\t(A & A\n", "line 4: ) should be here, not the end of a line"),
        ("imports\n\tother as o\nfeatures\n\tA\n", "line 1: other models are imported"),
        ("features\n\tA\n\t\t[2..3]\n\t\t\tB\n", "line 3: [2..3] of 1 features can't be"),
        ("features\n\tA\n\t\toptional\n\t\t\tB cardinality [1..*]\n", "line 4: there is no end to the number of B"),
        ('features\n\t"a.b"\n', 'line 2: "a.b" has a full stop'),
        ("features\n\tA { price\n", "line 2: a comma or } should be here"),
        ("features\n\t\x00\n", "line 2: '\\x00' can't be read as UVL"),
        ("features\n\tA\nconstraints\n\t" + "(" * 5000 + "A" + ")" * 5000, "more than 100 deep"),
        ("features\n\tA\nconstraints\n\t" + "!" * 5000 + "A", "more than 100 deep"),
        ("features\n\tA\nconstraints\n\t" + " <=> ".join("A" * 60), "the constraint is too large"),
        ("features\n" + "".join("\t" * n + f"A{n}\n" + "\t" * n + " or\n" for n in range(1, 300)), "features deep"),
        ("features\n\tA {" + "a {" * 5000, "nested more than 100 deep"),
        ("features\n\tA\n\t\t[" + "9" * 5000 + "]\n\t\t\tB", "a number is too long"),
    ],
)
def test_what_can_not_be_read_is_refused_with_line_and_reason(text: str, message: str) -> None:
    with pytest.raises(UnreadableModelError) as refusal:
        read_uvl(text)
    assert message in str(refusal.value)
