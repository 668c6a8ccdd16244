"""The health of outlets: rules on their own history, and the alarms that a crawl raises and clears."""
