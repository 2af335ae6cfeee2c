"""Papers of the second generator: heads, bodies and feet of many layouts and wordings as words with
boxes, without pictures.

    from synthetic.heads import make_page
    page = make_page(rng, "tuning")
    page.reading, page.facts, page.labels

The parts `tuning` and `test` share no organ, subject, place or layout. Names, organs and places are
put together by chance; provinces are real.
"""

from synthetic.heads.draws import Part
from synthetic.heads.page import HeadPage, make_page

__all__ = ["HeadPage", "Part", "make_page"]
