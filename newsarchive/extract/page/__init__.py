"""One parse of a page, and what every reader of it asks: characters, elements, machine-readable facts, furniture."""
