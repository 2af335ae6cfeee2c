"""The search index on an Elasticsearch server."""
