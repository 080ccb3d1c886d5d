"""The counter: a project asks a human, an agent answers."""
