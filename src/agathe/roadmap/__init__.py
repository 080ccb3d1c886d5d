"""From the conclusions about a project to its roadmap: seven stages, a schedule, a cost."""
