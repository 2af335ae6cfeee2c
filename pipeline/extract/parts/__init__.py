"""What each line of a page is: organ, number, national title, date, title, subject, addressees,
body, recipients, signer.

    lines.py      rows of a page → its lines in reading order, column by column
    evidence.py   what is seen of a line: place, size, capitals, telling words, its neighbours
    chain.py      a linear-chain model over the lines; weights in configs/extract/page_parts.toml
    label.py      page → lines with their part and how sure that is
"""
