"""The neutral theme: style sheet, page frame, components. Another theme replaces these templates, not the pages."""
