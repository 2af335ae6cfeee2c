"""The ordered plan: what is done to a page, then to a document.

Runs in workers; knows files, not the ledger.

    page:     open → codes → prepare → recognize (→ turn and read again)   pages.read_page
    document: extract → match → assemble → sign → rows                     documents.make_document
    stack:    open → codes                                                 pages.read_stack_page

Each function takes a job and the settings, and answers with a record of schemas.work, a Failure
included: a bad page never raises into the executor.
"""
