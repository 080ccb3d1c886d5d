"""The library: every entry of the knowledge base on a page of its own, searched by words and by facets."""
