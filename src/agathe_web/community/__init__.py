"""The network: events and news that agents publish, and the projects that wish to be found."""
