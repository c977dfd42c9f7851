"""The nouns, as frozen data: dates and windows, the rows of every table, scores."""
