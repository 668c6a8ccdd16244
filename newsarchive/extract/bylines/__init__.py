"""Who made an article: the grammar of printed bylines, the people named, and the source of a republished piece."""
