"""The body of an article: the element that holds it, its blocks, and what of them is text, caption, byline or furniture."""
