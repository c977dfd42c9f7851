"""Pure numerics on arrays: brokerage roles, constraint, quadratic diversity, ideal points, trees; paths, flows and the
transit game. Knows no country, no date.
"""
