"""The page draws what the server draws."""

from surveys.domain.randomness import Draw, hash32
from tests.surveys.conformance.scripts import Scripts

HASH = "(module, texts) => texts.map(module.hash32)"
DRAW = """
(module, [seed, limits, items]) => {
  const draw = new module.Draw(seed);
  return [limits.map((limit) => draw.below(limit)), draw.shuffle(items), draw.number()];
}
"""


def test_vectors_in_the_page(scripts: Scripts) -> None:
    vectors = scripts.vectors("randomness")
    assert scripts.run("random.js", HASH, list(vectors["hash32"])) == list(vectors["hash32"].values())
    for case in vectors["draws"]:
        got = scripts.run("random.js", DRAW, [case["seed"], case["limits"], case["items"]])
        assert got == [case["below"], case["shuffled"], case["number"]]


def test_generated_draws_agree(scripts: Scripts) -> None:
    seeds = [f"{number}:options:题{number % 7}\ud83d" for number in range(500)]
    ours = [[Draw(seed).number(), Draw(seed).shuffle(range(12)), hash32(seed)] for seed in seeds]
    source = """
    (module, seeds) => seeds.map((seed) => [
      new module.Draw(seed).number(),
      new module.Draw(seed).shuffle([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
      module.hash32(seed),
    ])
    """
    assert scripts.run("random.js", source, seeds) == ours


def test_shuffle_leaves_its_list_alone(scripts: Scripts) -> None:
    source = "(module, items) => { new module.Draw('s').shuffle(items); return items; }"
    assert scripts.run("random.js", source, [1, 2, 3, 4, 5]) == [1, 2, 3, 4, 5]
