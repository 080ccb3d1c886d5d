"""Measures of a web page that rest on a published method."""
