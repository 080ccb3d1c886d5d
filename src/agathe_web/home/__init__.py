"""The pages that belong to nobody: home, the story of Agathe, what the site is, and what happened when nothing works."""
