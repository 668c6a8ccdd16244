"""The house measured: size, complexity, circles, tests by name and the walk of a page, each held to a bound."""
