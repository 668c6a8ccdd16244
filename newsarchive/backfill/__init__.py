"""The past of an outlet, month by month: from its own lists, or from what web archives captured."""
