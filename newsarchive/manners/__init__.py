"""How we behave on other people's servers: robots, delays, revisits and addresses, as pure functions."""
