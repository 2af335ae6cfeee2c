"""Made-up Vietnamese administrative papers, a citizen register and the tables that go with them, by
seed.

    python -m synthetic.samples --out DIR [--seed N] [--citizens N] [--one-stop-rows N] [--past-rows
    N]
                                      [--dossiers N] [--only register|inbox|tables]

For tests and benchmarks:

    rng = numpy.random.default_rng(1)
    paper = make_paper("giay_khai_sinh", rng)                 # a Paper: facts, persons, pages in points
    pages = render_paper(paper, dpi=200)                      # RenderedPage(image, truth), clean and upright
    worn = degrade(pages[0], "office", rng)                   # skew, noise, …; the truth's boxes follow
    worn.truth.lines[0].text, worn.truth.lines[0].box         # reading order; pixels of the unturned scan
    make_register(20_000, seed=1).table                       # a pyarrow table with the contract's columns

The same arguments give the same result, byte for byte on one machine (fonts, libjpeg and OpenCV
have a say). No real person's data is in it: names are put together by chance, communes from common
syllables.
"""

from synthetic.pages.degrade import Wear, degrade, draw_wear
from synthetic.pages.items import Fact, Paper, Party
from synthetic.pages.render import (
    PageTruth,
    RenderedPage,
    TruthFact,
    TruthLine,
    render_paper,
)
from synthetic.papers import KINDS, make_paper
from synthetic.people.people import Cast, Family, Person
from synthetic.people.places import Unit, unit_by_code, units
from synthetic.people.register import Register, make_register, write_register

__all__ = [
    "KINDS",
    "Cast",
    "Fact",
    "Family",
    "PageTruth",
    "Paper",
    "Party",
    "Person",
    "Register",
    "RenderedPage",
    "TruthFact",
    "TruthLine",
    "Unit",
    "Wear",
    "degrade",
    "draw_wear",
    "make_paper",
    "make_register",
    "render_paper",
    "unit_by_code",
    "units",
    "write_register",
]
