"""What articles are to each other: near copies, relations, stories, other languages."""
