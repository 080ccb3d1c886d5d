"""Projects: a project describes itself once, reads its roadmap, is followed and shared."""
