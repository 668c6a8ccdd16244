"""The lists of a run: what they name, when they are polled again, whether polls overlap, which list takes over."""
