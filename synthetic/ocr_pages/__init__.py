"""Pages to read, with exact truth, in a tuning and a test part that share no seed, letters, layout
or wording.

    from synthetic.ocr_pages import load
    for page in load("tuning", "office"):            # made once, then kept under build/ocr_pages
        page.path, page.kind, page.lines[0].text, page.lines[0].box, page.fields

Twenty papers a part (8 dotted forms, 3 letters, 3 tables, 2 decisions, 2 certificates, land,
extract), three levels.
"""

from synthetic.ocr_pages.store import CACHE, OcrPage, OcrTrueLine, load

__all__ = ["CACHE", "OcrPage", "OcrTrueLine", "load"]
