"""Links made by one worker are read by another: equal questions get equal answers in every process."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
QUESTIONS = """
import random, sys, types

alone = types.ModuleType("configurator")  # the product core needs nothing of the site
alone.__path__ = ["configurator"]
sys.modules["configurator"] = alone
from configurator.product.impact import impact
from configurator.product.money import Money
from configurator.product.pricing import total_price
from configurator.product.rules import ContradictionError, ProductRules
from tests.product.random_products import random_product

order = random.Random(sys.argv[1])
for seed in (1, 2, 5, 8, 13, 21, 34):
    product = random_product(seed)
    rules = ProductRules(product)
    ids = list(product.options)
    try:
        rules.complete(())
    except ContradictionError as error:
        print(seed, [rule.key for rule in error.reasons])
        continue
    starts = [rules.sample(random.Random(number)) for number in range(6)]
    answers = {}
    for start in order.sample(starts, len(starts)):  # what was asked before must not matter
        for option_id in order.sample(ids, len(ids)):
            if option_id not in start.options:
                try:
                    change = rules.choose(start, option_id)
                except ContradictionError as error:
                    answers[start.key, option_id] = [rule.key for rule in error.reasons]
                    continue
                answers[start.key, option_id] = (
                    change.after.key, change.replaced, change.added, change.released, [r.key for r in change.reasons]
                )
        for option_id, found in impact(product, rules, start).items():
            judged = found.judgement
            answers[start.key, option_id, "judged"] = (judged.state, [r.key for r in judged.reasons], found.difference)
    answers["pairs"] = sorted(rules.forced_pairs())
    for start in order.sample(starts, len(starts)):
        budget = total_price(product, start) - Money(700, "EUR")
        within = rules.within((), budget, start)
        answers[start.key, "within"] = within and within.key
        answers[start.key, "count"] = rules.count(sorted(start.options)[:2])
        answers[start.key, "cheapest"] = rules.cheapest(sorted(start.options)[:1]).key
    answers["nearest"] = [rules.nearest(order.sample(ids[::2], len(ids[::2]))).key]
    print(seed, sorted(answers.items(), key=repr))
"""


def answers(hash_seed: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", QUESTIONS, hash_seed],
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return run.stdout


def test_answers_are_equal_in_every_process_and_for_every_order_of_questions() -> None:
    first = answers("1")
    assert len(first) > 10_000
    assert answers("2") == first
    assert answers("3") == first
