"""The pages of an archive in a browser: review, dossiers, search, tonight's batch.

Server-rendered HTML (Starlette, Jinja2); everything the pages need lies in this package. Who may
see and decide what: `users`, `sessions`; what is handed to whom: `queue`, `leases`.
"""
